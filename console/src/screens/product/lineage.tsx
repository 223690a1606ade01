// What an object rests on, drawn from the cited reports at the left to the origins at the right. What is unknown goes by no name.
import { useMemo } from "react";
import { useNavigate } from "react-router-dom";
import type { Schemas } from "~/api/client";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { How } from "~/kit/how";
import { Section } from "~/kit/layout";

type Lineage = Schemas["Corroboration"];
type Node = Lineage["nodes"][number];
export type Placed = { node: Node; x: number; y: number; column: number };

const kWidth = 368;
const kRow = 24;
const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// Columns by how far a node is from the ends: the ends at the right. At most `most` a column; the rest is counted.
// The product that is looked at is not drawn where all that follows is what it rests on.
export function placed(of: Lineage, most = 10, self = ""): { at: Map<string, Placed>; height: number; hidden: number; columns: number } {
  const top = Math.max(0, ...of.nodes.map((one) => one.layer));
  const alone = of.nodes.filter((one) => one.layer === top);
  const lineage = alone.length === 1 && alone[0]!.id === self && top > 1 ? { ...of, nodes: of.nodes.filter((one) => one !== alone[0]) } : of;
  const layers = [...new Set(lineage.nodes.map((one) => one.layer))].sort((a, b) => b - a);
  const at = new Map<string, Placed>();
  let tallest = 0;
  let hidden = 0;
  layers.forEach((layer, column) => {
    const nodes = lineage.nodes.filter((one) => one.layer === layer);
    hidden += Math.max(0, nodes.length - most);
    const shown = nodes.slice(0, most);
    tallest = Math.max(tallest, shown.length);
    const x = layers.length === 1 ? kWidth / 2 : 100 + (column * (kWidth - 200)) / (layers.length - 1);
    shown.forEach((node, i) => at.set(node.node, { node, x, y: i, column }));
  });
  // Each column centred on the tallest.
  const counts = new Map<number, number>();
  for (const one of at.values()) counts.set(one.column, (counts.get(one.column) ?? 0) + 1);
  for (const one of at.values()) one.y = 14 + kRow * (one.y + (tallest - counts.get(one.column)!) / 2);
  return { at, height: Math.max(1, tallest) * kRow + 8, hidden, columns: layers.length };
}

export function LineageOf({ id }: { id: string }) {
  const t = useT();
  const navigate = useNavigate();
  const { data } = useRead("/api/v1/objects/{id}/lineage", { path: { id } });
  const drawing = useMemo(() => data && placed(data, 10, id), [data, id]);
  if (!data || !drawing || data.nodes.length < 2) return null;
  const last = Math.max(...[...drawing.at.values()].map((one) => one.column));
  const { low, high } = data.independent;
  return (
    <Section title={data.short} note={
        <How by={<><p>{data.method}</p><p>{data.sentence}</p></>}>
          {t("product.independent", { n: low === high ? String(low) : `${low}–${high}` })}
        </How>
      }>
      <svg className="ch lineage mt" viewBox={`0 0 ${kWidth} ${drawing.height}`} role="img" aria-label={data.sentence}>
        {data.edges.map((edge) => {
          const [from, to] = [drawing.at.get(edge.from), drawing.at.get(edge.to)];
          if (!from || !to) return null;
          const middle = (from.x + to.x) / 2;
          return <path key={`${edge.from} ${edge.to} ${edge.way}`} className={`edge ${to.node.choke ? "choke" : ""}`} d={`M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`} />;
        })}
        {[...drawing.at.values()].map(({ node, x, y, column }) => {
          const inner = column !== 0 && column !== last;
          const name = short(node.title || t(node.kind === "unknown" ? "product.unknownSource" : "product.untitled"), inner ? 10 : 14);
          const open = node.kind === "object" && node.id !== id ? () => navigate(`/product/${node.id}`) : undefined;
          return (
            <g key={node.node} onClick={open}>
              <title>{node.title}</title>
              {inner && drawing.columns === 3 ? <rect className="relay" x={x - 33} y={y - 9} width="66" height="18" rx="3" /> : node.lineage === "origin" ? <path className="origin" d={`M${x - 7} ${y}l7-7 7 7-7 7z`} /> : <circle className={node.kind === "unknown" ? "unknown" : "report"} cx={x} cy={y} r="4" />}
              {(!inner || drawing.columns === 3) && <text className={`${column === last && last > 0 ? "" : column === 0 ? "e" : "m"} ${node.choke ? "lab" : ""}`} x={column === last && last > 0 ? x + 11 : column === 0 ? x - 10 : x} y={y + 4}>
                {name}
              </text>}
            </g>
          );
        })}
      </svg>
      {drawing.hidden > 0 && <p className="note">{t("kit.more", { n: drawing.hidden })}</p>}
      <ul className="sr">
        {data.edges.map((edge) => (
          <li key={`${edge.from} ${edge.to} ${edge.way}`}>{`${drawing.at.get(edge.from)?.node.title ?? edge.from} → ${drawing.at.get(edge.to)?.node.title ?? edge.to}`}</li>
        ))}
      </ul>
    </Section>
  );
}
