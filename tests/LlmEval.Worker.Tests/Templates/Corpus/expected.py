"""Writes what Jinja2 itself makes of the corpus: families.json (every template here with every conversation) and the results of snippets.json.

Python 3 with jinja2 3.1 (apt: python3-jinja2); the environment is set as transformers sets it. Run here; the tests need neither.
"""
import json
import pathlib

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_same", []), [], [], body).set_lineno(line)

    def _same(self, caller):
        return caller()


class Refusal(Exception):
    pass


def refuse(message):
    raise Refusal(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = refuse


def render(template, values):
    try:
        return {"text": environment.from_string(template).render(**values)}
    except Refusal as refusal:
        return {"refuses": str(refusal)}
    except (TemplateError, TypeError, ValueError, ZeroDivisionError, OverflowError, AttributeError) as error:
        return {"fails": type(error).__name__}


here = pathlib.Path(__file__).parent
conversations = json.loads((here / "conversations.json").read_text("utf-8"))
families = [
    {"template": path.name, "conversation": name, **render(path.read_text("utf-8"), values)}
    for path in sorted(here.glob("*.jinja"))
    for name, values in conversations.items()
]
snippets = json.loads((here / "snippets.json").read_text("utf-8"))
values = json.loads((here / "values.json").read_text("utf-8"))
results = [{"template": snippet["template"], **render(snippet["template"], values)} for snippet in snippets]


def write(name, items):
    lines = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in items)
    (here / name).write_text(f"[\n{lines}\n]\n", "utf-8")


write("families.json", families)
write("snippets.json", results)
