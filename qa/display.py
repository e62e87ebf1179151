"""Show parts of answers safely: as a line in a terminal, and as HTML in a notebook."""

# How a template shows a citation: `show_citation(citation)`.
_CITATION_MACRO = """\
{%- macro show_citation(citation) -%}
<blockquote lang="{{ citation.language }}">
{%- for text, emphasis in citation.split_by_emphasis() -%}
{%- if emphasis == "answer" -%}<mark>{{ text }}</mark>
{%- elif emphasis == "match" -%}<u>{{ text }}</u>
{%- else -%}{{ text }}{%- endif -%}
{%- endfor -%}
<br><small>[{{ citation.number }}] {{ citation.source }}
{%- if citation.page is not none -%}, page {{ citation.page }}{%- endif -%}
, {{ citation.start }}–{{ citation.end }}
{%- for warning in citation.document_warnings -%}<br>⚠ {{ warning.message }}{%- endfor -%}
</small></blockquote>
{%- endmacro -%}
"""


def shorten_to_line(text: str, limit: int) -> str:
    """Return a text on one line, cut to at most `limit` code points.

    Control characters are replaced, so that a document cannot steer a terminal.
    """
    line = " ".join(text.split())
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def render_html(template: str, **values: object) -> str:
    """Return a template as HTML in which every value is escaped.

    Args:
        template: A template of Jinja2, which may use the macro `show_citation`.
        values: What the template contains, by name.

    """
    # Imported late: only notebooks need it.
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    return environment.from_string(_CITATION_MACRO + template).render(values)
