"""Work names and references: what colleagues call a case, drawn, never from the person."""

import secrets
from typing import Final

FIRST: Final = tuple(
    "Amber Autumn Blue Brass Bright Broad Bronze Calm Clear Coral Copper Cotton Crisp Deep "
    "Distant  Early Eastern Even Faint Fern Field Fine First Flint Fresh Garden Gentle Glass "
    "Golden Grand  Green Grey Harbour Hazel High Hollow Indigo Iron Ivory Lake Late Level "
    "Light Lilac Linen  Little Long Lower Maple Marble Meadow Mild Mint Misty Morning Narrow "
    "Northern Oak Ocean Old  Olive Open Orange Paper Pale Pearl Pine Plain Plum Quiet Rain "
    "Red Round Rose Russet Sage Sand  Silver Slate Slow Small Smooth Snowy Soft Solid "
    "Southern Spring Still Stone Straw Summer Tall  Teal Thin Upper Velvet Violet Warm "
    "Western White Wide Willow Winter Wooden Yellow".split()
)
SECOND: Final = tuple(
    "apron arch attic bakery balcony barn basket bell bench blanket boat bookcase bottle bowl "
    "brick  bridge broom bucket button cabin candle canvas carpet cart chair chimney clock "
    "coat comb corner  courtyard cup curtain desk dish doorway drawer easel envelope fence "
    "ferry field fireplace flask  fountain garden gate glove granary grove hall hammock "
    "harbour hat hill inkwell island jar jetty  jug kettle key kitchen kite ladder lamp "
    "lantern latch lemon library loaf lodge mantel map market  meadow mill mirror mitten mug "
    "needle notebook oar orchard oven paddle pantry parcel path pebble  pencil piano pier "
    "pillow pitcher plate pocket pond porch postcard quay quilt rail ribbon river  road roof "
    "rope saddle sail saucer scarf shelf shore shutter sieve slipper spool spoon stairs "
    "station stove suitcase table tap teapot thimble thread ticket tile towel tower tray "
    "tunnel vase veranda violin wagon wall well wheel whistle windmill window wool "
    "workbench".split()
)
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"


def draw_name() -> str:
    """Draw a work name such as “Blue kettle”."""
    return f"{secrets.choice(FIRST)} {secrets.choice(SECOND)}"


def draw_reference() -> str:
    """Draw a reference such as “K7-2041”: short enough to say, and saying nothing."""
    letter, digit = secrets.choice(_LETTERS), secrets.randbelow(10)
    return f"{letter}{digit}-{secrets.randbelow(10_000):04}"
