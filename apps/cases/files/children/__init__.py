"""What runs confined (`apps.web.confined`): each file alone, apart from the house.

A first line says `ok WIDTH HEIGHT PAGES`, then come that many pixels of three bytes, row by row;
or it says `no REASON`.
"""
