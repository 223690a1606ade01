// Consents that others asked of the reader's party for this product, and that nobody has answered.
import type { Schemas } from "~/api/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { keyOf, read } from "~/api/read";
import { useT } from "~/i18n";
import { Agency } from "~/kit/marks";
import { Trouble } from "~/kit/states";
import { Time } from "~/kit/time";

export type Asked = Schemas["ConsentRequest"];

export const openFor = (requests: readonly Asked[], id: string, party: string) => requests.filter((one) => one.object === id && one.of === party && one.answers.length === 0);

// All pages: the oldest request waits longest, and stands in the last.
export function useRequests(id: string, party: string, enabled: boolean) {
  const pages = useInfiniteQuery({
    queryKey: keyOf("/api/v1/consents/requests", { pages: true }),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => read("/api/v1/consents/requests", { query: pageParam ? { next: pageParam } : {} }, signal),
    getNextPageParam: (last) => last.next,
    staleTime: 5_000,
    retry: false,
    enabled,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (enabled && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [enabled, hasNextPage, isFetching, isError, fetchNextPage]);
  const requests = enabled ? openFor(pages.data?.pages.flatMap((one) => one.requests) ?? [], id, party) : [];
  return { requests, error: enabled ? pages.error : null, again: () => void (pages.isFetchNextPageError ? fetchNextPage() : pages.refetch()) };
}

export function Requests({ of, consent, refuse }: { of: ReturnType<typeof useRequests>; consent?: (one: Asked) => void; refuse: (one: Asked) => void }) {
  const t = useT();
  if (!of.requests.length && !of.error) return null;
  return (
    <section className="requests" aria-label={t("product.requests")}>
      <h2 className="b">{t("product.requests")}</h2>
      {of.error && <Trouble error={of.error} again={of.again} />}
      <ul className="list">
        {of.requests.map((one) => (
          <li key={one.id}>
            <div className="spread">
              <span>
                <Agency id={one.person} plain /> <span className="sm dim">{t.nodes("product.askedSince", { at: <Time at={one.at} form="full" /> })}</span>
              </span>
              <span className="row">
                {consent && (
                  <button type="button" className="btn s" aria-label={t("product.answerWith", { what: t("product.consent"), person: one.person })} onClick={() => consent(one)}>
                    {t("product.consent")}
                  </button>
                )}
                <button type="button" className="btn s" aria-label={t("product.answerWith", { what: t("product.refuse"), person: one.person })} onClick={() => refuse(one)}>
                  {t("product.refuse")}
                </button>
              </span>
            </div>
            {(one.reason || one.purpose) && <p className="dim sm">{[one.reason, one.purpose && t("product.askedFor", { purpose: one.purpose })].filter(Boolean).join(" · ")}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
