// Admin: the node and its people for the operator, the accounts of their party for officials, one's own for everybody.
import type { ComponentType } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { useT, type Key } from "~/i18n";
import { Page } from "~/kit/layout";
import { Empty } from "~/kit/states";
import { useActs, useFrame } from "~/shell/frame";
import { useSession } from "~/shell/session";
import { Account } from "./account";
import { Audit } from "./audit";
import { Certificates } from "./certificates";
import { Clearances } from "./clearances";
import { People } from "./list";
import { Node } from "./node";
import { Roles } from "./roles";
import { Tokens } from "./tokens";
import "./admin.css";

type Topic = { id: string; title: Key; who: "operator" | "official" | "all"; Shown: ComponentType };
const topics: readonly Topic[] = [
  { id: "node", title: "admin.node", who: "operator", Shown: Node },
  { id: "people", title: "admin.people", who: "official", Shown: People },
  { id: "clearances", title: "admin.clearances", who: "official", Shown: Clearances },
  { id: "roles", title: "admin.roles", who: "official", Shown: Roles },
  { id: "tokens", title: "admin.tokens", who: "operator", Shown: Tokens },
  { id: "certificates", title: "admin.certificates", who: "operator", Shown: Certificates },
  { id: "audit", title: "admin.audit", who: "official", Shown: Audit },
  { id: "account", title: "admin.account", who: "all", Shown: Account },
];

export default function Admin() {
  const t = useT();
  const navigate = useNavigate();
  const { isOperator, is, me } = useSession();
  const shown = topics.filter((one) => one.who === "all" || isOperator || (one.who === "official" && is("official")));
  const asked = useParams().topic;
  const topic = asked ? shown.find((one) => one.id === asked) : shown[0];
  useFrame({ title: topic ? `${t(topic.title)} · ${t("admin.title")}` : t("admin.title") });
  useActs(shown.map((one, i) => ({ id: `topic-${one.id}`, text: t(one.title), key: String(i + 1), run: () => navigate(`/admin/${one.id}`) })));
  return (
    <Page title={t("admin.title")} sub={isOperator ? t("admin.forOperator") : is("official") ? t("admin.forOfficial", { party: me?.party ?? "" }) : t("admin.forAll")}>
      {shown.length > 1 && (
        <nav className="topics" aria-label={t("admin.title")}>
          {shown.map((one) => (
            <Link key={one.id} to={`/admin/${one.id}`} aria-current={one === topic ? "page" : undefined}>
              {t(one.title)}
            </Link>
          ))}
        </nav>
      )}
      <div className="admin">{topic ? <topic.Shown key={topic.id} /> : <Empty />}</div>
    </Page>
  );
}
