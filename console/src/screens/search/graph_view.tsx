// The graph beside the table: click or Enter opens out a node, once; the drawing keeps still.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { keyOf, read } from "~/api/read";
import { useT } from "~/i18n";
import { highest, Level, levelOf } from "~/kit/marks";
import { useSchemes } from "~/kit/schemes";
import { Trouble } from "~/kit/states";
import { partsOf, type StixObject } from "~/screens/product/parts";
import { emptyGraph, laidOut, withNeighbours, type Graph, type GraphEdge, type GraphNode, type Point } from "./graph";
import type { Found } from "./query";

const kSize = { width: 900, height: 560 };
const shortOf = (title: string) => (title.length > 20 ? `${title.slice(0, 19)}…` : title);
const nodeOf = (one: Found): GraphNode => ({ id: one.id, title: one.title || one.type, type: one.type, levels: one.levels, expanded: false });

// `marked` is told the levels of all that is drawn.
export function GraphView({ root, marked }: { root: string; marked: (levels: readonly string[]) => void }) {
  const t = useT();
  const client = useQueryClient();
  const schemes = useSchemes();
  const [graph, setGraph] = useState<Graph>(emptyGraph);
  const [chosen, choose] = useState(root);
  const [problem, setProblem] = useState<unknown>();
  const places = useRef<Map<string, Point>>(new Map());
  const busy = useRef(new Set<string>());
  const generation = useRef(0); // what was asked for an earlier root comes too late

  const expand = async (id: string) => {
    if (busy.current.has(id)) return;
    busy.current.add(id);
    const mine = generation.current;
    setProblem(undefined);
    const ask = (query: { id?: string[]; refs?: string[]; limit: number }) =>
      client.fetchQuery({ queryKey: keyOf("/api/v1/search", { query }), queryFn: ({ signal }) => read("/api/v1/search", { query }, signal), staleTime: 60_000 });
    try {
      const [object, referring] = await Promise.all([
        client.fetchQuery({ queryKey: keyOf("/api/v1/objects/{id}", { path: { id } }), queryFn: ({ signal }) => read("/api/v1/objects/{id}", { path: { id } }, signal) }) as unknown as Promise<StixObject>,
        ask({ refs: [id], limit: 100 }),
      ]);
      const references = partsOf(object).references;
      const ids = [...new Set([id, ...references.map((one) => one.id)])].slice(0, 100);
      const named = await ask({ id: ids, limit: 100 });
      if (mine !== generation.current) return;
      const edges: GraphEdge[] = references.map((one) => ({ from: id, to: one.id, way: one.name }));
      edges.push(...referring.found.map((one) => ({ from: one.id, to: id, way: one.type })));
      setGraph((now) => withNeighbours(now, id, [...named.found, ...referring.found].map(nodeOf), edges));
    } catch (error) {
      if (mine !== generation.current) return;
      busy.current.delete(id);
      setProblem(error);
    }
  };
  useEffect(() => {
    generation.current += 1;
    busy.current.clear();
    places.current = new Map();
    setGraph(emptyGraph());
    choose(root);
    void expand(root);
    // Only another object begins another graph.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [root]);
  useEffect(() => marked([...graph.nodes.values()].flatMap((node) => node.levels)), [graph, marked]);
  useEffect(() => () => marked([]), [marked]);
  const at = useMemo(() => (places.current = laidOut(graph, kSize, places.current)), [graph]);
  const one = graph.nodes.get(chosen);
  const level = one && highest(one.levels.map(levelOf), schemes.find);
  return (
    <div>
      {problem !== undefined && <Trouble error={problem} again={() => void expand(chosen)} />}
      <div className="scroll">
        <svg className="ch graph" viewBox={`0 0 ${kSize.width} ${kSize.height}`} role="group" aria-label={t("search.graphText", { n: graph.nodes.size, edges: graph.edges.size })}>
          {[...graph.edges.values()].map((edge) => {
            const [a, b] = [at.get(edge.from)!, at.get(edge.to)!];
            return <path key={`${edge.from} ${edge.to} ${edge.way}`} className="base" d={`M${a.x} ${a.y}L${b.x} ${b.y}`} />;
          })}
          {[...graph.nodes.values()].map((node) => {
            const point = at.get(node.id)!;
            const open = () => {
              choose(node.id);
              void expand(node.id);
            };
            return (
              <g key={node.id} className={`node ${node.id === chosen ? "on" : ""} ${node.expanded ? "open" : ""}`} transform={`translate(${point.x} ${point.y})`} role="button" tabIndex={0} aria-label={`${shortOf(node.title)} ${node.type}: ${node.title}`} onClick={open} onKeyDown={(event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), open())}>
                <circle r={node.id === root ? 9 : 6} />
                <text className={node.id === chosen ? "lab m" : "m"} y="19">
                  {shortOf(node.title)}
                </text>{" "}
                <text className="t10 m" y="30">
                  {node.type}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <p className="row" role="status">
        {one && (
          <>
            {level && <Level {...level} />}
            <Link className="link b" to={`/product/${one.id}`}>
              {one.title}
            </Link>
            <span className="faint">{one.type}</span>
          </>
        )}
        <span className="sp faint">{graph.beyond ? t("search.graphBeyond", { n: graph.nodes.size, all: graph.nodes.size + graph.beyond }) : t("search.graphText", { n: graph.nodes.size, edges: graph.edges.size })}</span>
      </p>
      <details>
        <summary className="link">{t("search.graphTable")}</summary>
        <table className="tbl tight" aria-label={t("search.graphTable")}>
          <tbody>
            {[...graph.edges.values()].map((edge) => (
              <tr key={`${edge.from} ${edge.to} ${edge.way}`}>
                <td>
                  <Link className="link" to={`/product/${edge.from}`}>
                    {graph.nodes.get(edge.from)!.title}
                  </Link>
                </td>
                <td className="dim">{edge.way}</td>
                <td>
                  <Link className="link" to={`/product/${edge.to}`}>
                    {graph.nodes.get(edge.to)!.title}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
