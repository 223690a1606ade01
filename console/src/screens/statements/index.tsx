// Statements, the meetings that they belong to, who did what on one after another, and concerns.
import { useParams } from "react-router-dom";
import { useUrl } from "~/kit/url";
import { Concerns } from "./concerns";
import { Draft } from "./draft";
import { Statements as List } from "./list";
import { Meetings } from "./meetings";
import { Positions } from "./positions";
import { StatementScreen } from "./statement";
import "./statements.css";

export default function Statements() {
  const { id } = useParams();
  const view = useUrl().get("view");
  if (id) return <StatementScreen key={id} id={id} />;
  if (view === "meetings") return <Meetings />;
  if (view === "positions") return <Positions />;
  if (view === "concerns") return <Concerns />;
  if (view === "draft") return <Draft />;
  return <List />;
}
