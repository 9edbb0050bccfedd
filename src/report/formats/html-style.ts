/** Style of report.html: readable on a screen and on paper, nothing fetched from anywhere. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --good: #1a7f37; --bad: #b42318; --accent: #0072b2;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --ink: #e6e8eb; --faint: #a3acb7; --line: #363c44; --good: #4ac26b; --bad: #ff7b72; --accent: #58a6ff; }
}
* { box-sizing: border-box; }
body {
  margin: 0; color: var(--ink); background: var(--paper);
  font: 16px/1.55 Inter, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; padding-top: .9rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
p { margin: .5rem 0; }
.source, .small, figcaption { color: var(--faint); font-size: .875rem; }
.incomplete { border: 2px solid var(--bad); color: var(--bad); padding: .6rem .9rem; font-weight: 600; margin: 1rem 0; }
a { color: var(--accent); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: 1.2rem 0 0; font-size: .9375rem; }
summary { cursor: pointer; }
.files { white-space: nowrap; }
ul.files { columns: 16rem; white-space: normal; overflow-wrap: anywhere; }
.scroll, .picture { overflow-x: auto; }
.scroll:focus-visible, .picture:focus-visible, a:focus-visible, summary:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px;
}
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; margin: .4rem 0 .6rem; }
th, td { padding: .3rem .75rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: baseline; }
th { font-weight: 600; border-bottom: 2px solid var(--ink); white-space: normal; min-width: 5rem; }
th.word, td.word { text-align: left; }
td.long { white-space: normal; overflow-wrap: anywhere; min-width: 16rem; }
tr > :first-child { padding-left: 0; }
ul { padding-left: 1.2rem; margin: .4rem 0; }
ul.verdicts { list-style: none; padding: 0; }
ul.verdicts li { padding-left: 1.6rem; position: relative; margin: .3rem 0; }
ul.verdicts li::before { position: absolute; left: 0; font-weight: 700; }
ul.verdicts li.yes::before { content: "\\2713"; color: var(--good); }
ul.verdicts li.no::before { content: "\\2717"; color: var(--bad); }
ul.verdicts li.undecided::before { content: "?"; color: var(--faint); }
ul.claims { list-style: none; padding: 0; }
ul.claims li { margin: .5rem 0; }
.faint { color: var(--faint); }
.status { display: inline-block; min-width: 6.4rem; font-weight: 700; font-size: .875rem; color: var(--faint); }
.status.pass { color: var(--good); }
.status.fail { color: var(--bad); }
figure { margin: 1.4rem 0 2rem; break-inside: avoid; }
/* Figures keep their white ground, for their colours are made for it; narrower than this their words could not be read. */
.picture { background: #fff; }
figure svg { max-width: 100%; min-width: 48rem; height: auto; display: block; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0 0 .3rem; }
code { font: .85em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { font-size: 15px; }
  main { padding: 1.2rem 1rem 3rem; }
  h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
  p, li, dd, figcaption { overflow-wrap: anywhere; }
}
@media print {
  nav { display: none; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  table { font-size: 8.5pt; }
  tr { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`;
