// What each role may do, and who has it.
import { Link } from "react-router-dom";
import { useRead } from "~/api/read";
import { useT } from "~/i18n";
import { Section } from "~/kit/layout";
import { Got } from "~/kit/states";
import { rolesOf } from "./people";

export const kRoles = ["reader", "submitter", "registrar", "releaser", "official"] as const;

export function Roles() {
  const t = useT();
  const people = useRead("/api/v1/people");
  return (
    <Section title={t("admin.roles")} note={t("admin.rolesNote")}>
      <Got from={people}>
        {(data) => (
          <ul className="list">
            {[...new Set([...kRoles, ...rolesOf(data.people)])].map((role) => {
              const n = data.people.filter((one) => one.roles.includes(role)).length;
              return (
                <li key={role} className="role">
                  <span>
                    <b>{t.maybe(`admin.role.${role}`, role)}</b> <span className="mono faint">{role}</span>
                  </span>
                  <span className="dim">{t.maybe(`admin.may.${role}`, t("admin.may.other"))}</span>
                  <span className="num">{n > 0 ? <Link className="link" to={`/admin/people?role=${encodeURIComponent(role)}`}>{t("admin.nPeople", { n })}</Link> : <span className="faint">{t("admin.nPeople", { n })}</span>}</span>
                </li>
              );
            })}
          </ul>
        )}
      </Got>
    </Section>
  );
}
