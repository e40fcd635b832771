"""Style and script of the page that `framing.rendering.report_html` makes."""

__all__ = ["DRAW", "STYLE"]

STYLE = """
:root{color-scheme:light dark;--line:#2458c6;--second:#b4540a;--weak:#8884;--rule:#767676;
--back:#fff;--card:#f4f5f8}
@media(prefers-color-scheme:dark){:root{--line:#7fa6ff;--second:#f0a35e;--rule:#8a8a8a;
--back:#16181d;--card:#21242b}}
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:var(--back)}
main{max-width:70rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:3rem 0 .3rem}
h3{font-size:1rem;margin:1.6rem 0 .3rem}p{max-width:46rem;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:1rem 0}
.facts div{background:var(--card);border-radius:.5rem;padding:.6rem .8rem;
display:flex;flex-direction:column-reverse}
.facts dt{font-size:.85rem}.facts dd{margin:0;font-size:1.35rem;font-weight:600;
font-variant-numeric:tabular-nums}
.notes{border-left:.25rem solid var(--second);padding-left:1.6rem}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1.5rem;
align-items:start}
.chart{overflow-x:auto;min-width:0;min-height:3rem;padding-bottom:.3rem}
.chart[data-chart=voices]{max-width:46rem}
.chart svg{display:block}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{padding:.25rem .9rem .25rem 0;text-align:right;vertical-align:top}
thead th{border-bottom:1px solid var(--rule);vertical-align:bottom;font-weight:600}
tbody tr+tr>*{border-top:1px solid var(--weak)}
th:first-child{text-align:left}tbody th{font-weight:400;overflow-wrap:anywhere;min-width:8rem}
small{display:block;font-size:.8em;white-space:nowrap}
details{margin:.5rem 0}summary{cursor:pointer}
.example{margin:.5rem 0 1rem}
blockquote{margin:0;padding:.6rem .9rem;background:var(--card);border-radius:.5rem;
white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.8;max-width:52rem}
figcaption ul{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;list-style:none;padding:0;
margin:.3rem .2rem;font-size:.85rem;overflow-wrap:anywhere}
#vg-tooltip-element{position:fixed;visibility:hidden;z-index:9;pointer-events:none;
background:var(--back);border:1px solid var(--rule);border-radius:.3rem;padding:.3rem .5rem;
font-size:.85rem}
#vg-tooltip-element.visible{visibility:visible}
#vg-tooltip-element td{padding:.1rem .5rem .1rem 0;text-align:left;border:0}
@media print{.chart,.wide{overflow:visible}details:not([open])>*{display:revert}}
"""

#: Draws each diagram; small ones in as many columns as there is room for.
DRAW = """
"use strict";
const specs = JSON.parse(document.getElementById("charts").textContent);
const options = {
  ast: true, renderer: "svg", actions: false, defaultStyle: false,
  tooltip: {disableDefaultStyle: true},
};
async function draw(place) {
  const spec = specs[place.dataset.chart];
  if (spec.facet) {
    const room = Math.min(4, Math.max(1, Math.floor(place.clientWidth / 255)));
    if (spec.columns === room && place.dataset.drawn) return;
    spec.columns = room;
  }
  try {
    await vegaEmbed(place, spec, options);
    // Where it scrolls, it must be reached by the keyboard too.
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    place.dataset.drawn = spec.columns || "yes";
  } catch (error) {
    place.textContent = "This diagram could not be drawn; the table has its figures.";
    console.error(error);
  }
}
const places = [...document.querySelectorAll(".chart")];
let waiting = 0;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => places.filter((p) => specs[p.dataset.chart].facet).forEach(draw), 200);
});
Promise.all(places.map(draw)).then(() => { document.documentElement.dataset.drawn = "yes"; });
"""
