// How pages of pictures look: quiet, readable in print and on small screens, visible focus, contrast of 4.5 and more.

export const pageStyle = `
:root { color-scheme: light; --ink: #1b2430; --soft: #566170; --line: #dfe4ea; --paper: #fff; --ground: #f5f7f9; --accent: #0072b2; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1500px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 28px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 0 0 4px; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0 0 20px; color: var(--soft); font-size: 13px; }
dl div { display: flex; gap: 6px; }
dt::after { content: ":"; }
dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.picture { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 20px 22px; margin: 0 0 20px; }
.summary { color: var(--soft); margin: 0 0 14px; max-width: 90ch; overflow-wrap: anywhere; }
.sides { display: grid; grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); gap: 24px; align-items: start; }
.sides.below { grid-template-columns: minmax(0, 1fr); }
.chart { width: 100%; min-height: 200px; }
.table { overflow: auto; max-height: 640px; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 8px 10px; color: var(--soft); }
th, td { padding: 5px 8px; border-top: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: top; overflow-wrap: break-word; max-width: 46ch; }
thead th { position: sticky; top: 0; background: #eef2f6; font-weight: 600; border-top: 0; overflow-wrap: normal; }
.figure { text-align: right; }
td.figure { white-space: nowrap; }
tbody tr:hover { background: #eef6fc; }
tbody tr:focus { outline: 2px solid var(--accent); outline-offset: -2px; background: #e3f1fb; }
.table:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { color: var(--soft); font-size: 13px; padding-bottom: 24px; }
@media (max-width: 900px) { .sides { grid-template-columns: minmax(0, 1fr); } header, main, footer { padding: 0 12px; } .picture { padding: 14px; } }
@media print { body { background: #fff; } .picture { break-inside: avoid; border: 0; padding: 0; } .table { max-height: none; overflow: visible; } footer { display: none; } }
`;
