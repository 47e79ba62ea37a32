#include "http/openapi_page.h"

namespace veza::http {

std::string_view openapi_style() {
  return R"(:root { color-scheme: light dark; --line: #8884; --accent: #5b5bd6; --soft: #8881; --ground: #fff; --text: #1c1b22; }
@media (prefers-color-scheme: dark) { :root { --accent: #b1a9ff; --ground: #141318; --text: #eceaf4; } }
html { background: var(--ground); color: var(--text); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; line-height: 1.2; }
h1 small { font-size: 1rem; font-weight: 400; opacity: .75; }
h2 { margin: 2.5rem 0 .75rem; text-transform: capitalize; }
h4 { margin: 1.25rem 0 .25rem; }
a { color: var(--accent); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; }
details > div { padding: 0 1rem 1rem; overflow-x: auto; }
summary { padding: .6rem 1rem; cursor: pointer; overflow-wrap: anywhere; }
summary:hover { background: var(--soft); }
summary > span:last-child { opacity: .8; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { font: .9em ui-monospace, monospace; }
.m { display: inline-block; min-width: 4.2rem; font: 700 .8rem ui-monospace, monospace; color: var(--accent); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); }
em { font-size: .8rem; opacity: .8; }
)";
}

}  // namespace veza::http
