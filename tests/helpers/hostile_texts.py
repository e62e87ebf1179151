"""Texts that a page, a template or Markdown might take for something else than text."""

HOSTILE = (
    "${window.__pwn=1}",
    "{{7*7}}",
    "`x` C:\\new\\x",
    "<img src=x onerror=alert(1)>",
    "![](http://example.org/x.png)",
    "```mermaid\ngraph TD\n```",
    "$$x$$",
    "</mark></section><script>1</script>",
    "[1](javascript:alert(1)) [1](#cite-9-9)",
    "\u202etxt.exe",
    "à e\u0301 😀\tb\r\n  c",
)
