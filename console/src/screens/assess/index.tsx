// Rounds of judgements: which there are, one of them, a new one, and what agencies were right about.
import { useParams } from "react-router-dom";
import { useT } from "~/i18n";
import { useUrl } from "~/kit/url";
import "./assess.css";
import { Rounds } from "./list";
import { OpenRound } from "./open";
import { RoundScreen } from "./round";
import { Track } from "./track";

export default function Assess() {
  const t = useT();
  const { id } = useParams();
  const url = useUrl();
  if (id) return <RoundScreen key={id} id={id} />;
  const view = url.get("view");
  if (view === "track") return <Track />;
  if (view === "open") return <OpenRound />;
  return <Rounds title={t("assess.title")} />;
}
