// What runs inside a page of pictures: draws each chart from the JSON beside it, and lets the keyboard walk the
// table's rows while the chart shows which of its parts a row is. Asks the network for nothing.
import { BarChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, SankeyChart, ScatterChart]);
use([AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent]);
use([TooltipComponent, VisualMapComponent, SVGRenderer]);

type Mark = Readonly<Record<string, unknown>>;

interface Drawing {
  readonly option: Readonly<Record<string, unknown>>;
  /** For each row of the table, the part of the chart that it is. */
  readonly marks: readonly (Mark | null)[];
}

const steps: Readonly<Record<string, (place: number, last: number) => number>> = {
  ArrowDown: (place, last) => Math.min(place + 1, last),
  ArrowUp: (place) => Math.max(place - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** One row of a table can be reached with Tab, the others from it with the arrow keys. */
const walkRows = (rows: readonly HTMLTableRowElement[], show: (place: number) => void): void => {
  rows.forEach((row, place) => {
    row.tabIndex = place === 0 ? 0 : -1;
    row.addEventListener("keydown", (event) => {
      const target = rows[steps[event.key]?.(place, rows.length - 1) ?? -1];
      if (target === undefined) return;
      event.preventDefault();
      for (const other of rows) other.tabIndex = other === target ? 0 : -1;
      target.focus();
    });
    row.addEventListener("focus", () => show(place));
    row.addEventListener("pointerenter", () => show(place));
  });
};

const connect = (chart: ECharts, rows: readonly HTMLTableRowElement[], marks: Drawing["marks"]): void => {
  walkRows(rows, (place) => {
    chart.dispatchAction({ type: "downplay" });
    const mark = marks[place];
    if (mark === undefined || mark === null) return chart.dispatchAction({ type: "hideTip" });
    chart.dispatchAction({ type: "highlight", ...mark });
    chart.dispatchAction({ type: "showTip", ...mark });
  });
};

for (const section of document.querySelectorAll<HTMLElement>("section.picture")) {
  const place = section.querySelector<HTMLElement>(".chart");
  const source = section.querySelector<HTMLScriptElement>('script[type="application/json"]');
  if (place === null || source === null) continue;
  const drawing: Drawing = JSON.parse(source.textContent);
  const chart = init(place, null, { renderer: "svg" });
  chart.setOption(drawing.option);
  connect(chart, [...section.querySelectorAll<HTMLTableRowElement>("tbody tr")], drawing.marks);
  new ResizeObserver(() => chart.resize()).observe(place);
}
document.documentElement.dataset["drawn"] = "yes";
