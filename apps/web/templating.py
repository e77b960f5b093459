"""How pages are drawn: Jinja2, which compiles templates to Python, and what ours rely on.

What stands beside Jinja2's own language (see CONTRIBUTING.md, Templates):

- `one.name` is a member of a mapping, a field of a form or an attribute, and what can be called is
  called: `field.value`, `papers.items`. What is not there says nothing, and so do its parts.
- `{% include "forms/field.html" with field=form.name, small=true %}` hands names to a piece.
- `_("Send")`, `pgettext("own account", "Me")` and `{% trans %}` ask gettext.
- Functions and filters of the libraries that the settings name, which also name the folder that
  keeps what was compiled.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import jinja2
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as BackendTemplate
from django.utils.safestring import SafeString
from jinja2 import nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension, InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from apps.web import texts

Read = Callable[[Any, str], Any]
MISSING: Final = object()


# Whatever compiles otherwise must not take what was compiled before.
_COMPILER: Final = f"{jinja2.__version__} {sha256(Path(__file__).read_bytes()).hexdigest()} "


class Nothing(jinja2.ChainableUndefined):
    """What a template names and nobody gave it: nothing, and the same as None."""

    def __eq__(self, other: object) -> bool:
        return other is None or isinstance(other, Nothing)

    def __hash__(self) -> int:
        return hash(None)

    def _neither(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _neither  # type: ignore[assignment]


class Include(Extension):
    """`{% include "piece.html" with one=…, two=… %}`: the names are given to the piece alone."""

    tags = {"piece"}

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Let this extension, and no longer Jinja2 itself, read what includes a piece."""
        begun = False
        for token in stream:
            if begun and token.test("name:include"):
                yield Token(token.lineno, "name", "piece")
            else:
                yield token
            begun = token.type == "block_begin"

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        piece = nodes.Include(parser.parse_expression(), True, False, lineno=line)
        if not parser.stream.skip_if("name:with"):
            return piece
        scope = nodes.With([], [], [piece], lineno=line)
        while not scope.targets or parser.stream.skip_if("comma"):
            target = parser.parse_assign_target(name_only=True)
            target.set_ctx("param")
            parser.stream.expect("assign")
            scope.targets.append(target)
            scope.values.append(parser.parse_expression())
        return scope


class Generator(CodeGenerator):
    """Compiles so that what a page draws thousands of times costs little."""

    def visit_Include(  # noqa: N802  (Jinja2 calls it by this name)
        self, node: nodes.Include, frame: Frame
    ) -> None:
        # A piece is handed up whole, not bit by bit through every template that extends another.
        self.writeline("template = environment.get_template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        known = f"template.new_context(context.get_all(), True, {self.dump_local_context(frame)})"
        self.simple_write(f"concat(template.root_render_func({known}))", frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802  (as above)
        # None holds nothing to go through.
        node.iter = nodes.Or(node.iter, nodes.Const(()))
        super().visit_For(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.draw(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


class Context(jinja2.runtime.Context):
    """What a template can name. Functions that ask for it ask for what the whole page knows."""

    def __init__(
        self,
        environment: jinja2.Environment,
        parent: dict[str, Any],
        name: str | None,
        blocks: dict[str, Any],
        globals: object = None,  # noqa: A002  (Jinja2's name; only imports would need them)
    ) -> None:
        super().__init__(environment, parent, name, blocks)

    def call(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        if hasattr(function, "jinja_pass_arg"):
            return super().call(function, *given, **named)
        return function(*given, **named)


class Compiled(FileSystemBytecodeCache):
    """Keeps what was compiled in a folder, as Python keeps its modules."""

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(f"{_COMPILER}{source}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        # Where nothing can be written, each process compiles for itself.
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


class Environment(jinja2.Environment):
    """Jinja2 as our templates are written for it; ``libraries`` are modules of what they call."""

    code_generator_class = Generator
    context_class = Context
    draw = staticmethod(texts.draw)

    def __init__(
        self, *, libraries: Iterable[str] = (), compiled: Path | None = None, **options: Any
    ) -> None:
        super().__init__(
            **{
                **options,
                "bytecode_cache": compiled and Compiled(str(compiled)),
                "cache_size": -1,
                "extensions": [Include, InternationalizationExtension],
                "keep_trailing_newline": True,
                "undefined": Nothing,
            }
        )
        self.newstyle_gettext = True
        self.tests["none"] = _is_none
        self.globals |= texts.FUNCTIONS
        for name in libraries:
            library = import_module(name)
            self.globals |= library.FUNCTIONS
            self.filters |= library.FILTERS

    def getattr(self, obj: Any, attribute: str) -> Any:
        kind = type(obj)
        if kind is Nothing:
            return obj
        read = _READS.get(kind) or _read_by(kind)
        # Most by far; a call of our own for each would take a tenth of laying out a page.
        value = getattr(obj, attribute, MISSING) if read is _attribute else read(obj, attribute)
        if value is MISSING:
            return self.undefined(obj=obj, name=attribute)
        return _called(value) if callable(value) else value


class Template(BackendTemplate):
    """A page or a piece; what a view gives stands above what every page knows."""

    def render(
        self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        return SafeString(self.template.render(self.knows(context, request)))

    def knows(
        self, context: Mapping[str, Any] | None, request: HttpRequest | None
    ) -> dict[str, Any]:
        """Return all that a template can name."""
        known: dict[str, Any] = {}
        if request is not None:
            known["request"] = request
            for processor in self.backend.template_context_processors:
                known |= processor(request)
        return known | dict(context or {})


class Templates(Jinja2):
    """Django's way to Jinja2, with `Template` for what it finds."""

    def get_template(self, template_name: str) -> Template:
        return Template(super().get_template(template_name).template, self)


def _is_none(value: Any) -> bool:
    return value is None or isinstance(value, Nothing)


def _attribute(obj: Any, name: str) -> Any:
    return getattr(obj, name, MISSING)


def _member(obj: Mapping[str, Any], name: str) -> Any:
    value = obj.get(name, MISSING)
    return getattr(obj, name, MISSING) if value is MISSING else value


def _field(form: BaseForm, name: str) -> Any:
    return form[name] if name in form.fields else getattr(form, name, MISSING)


_READS: Final[dict[type, Read]] = {}


def _read_by(kind: type) -> Read:
    if issubclass(kind, BaseForm):
        read: Read = _field
    elif issubclass(kind, Mapping):
        read = _member
    else:
        read = _attribute
    _READS[kind] = read
    return read


def _called(value: Any) -> Any:
    if getattr(value, "do_not_call_in_templates", False):
        return value
    # Nothing that changes rows is called by a page.
    return "" if getattr(value, "alters_data", False) else value()
