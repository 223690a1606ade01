// A command of the program: a row of the catalogue and a file of its own.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

// What the command does once the command line is read. An error ends the program with cli::exit_of its code.
using Act = std::function<Result<void>()>;

struct Command {
  std::string_view group;  // "agreement" of "comity agreement check"; "" for a command of one word
  std::string_view name;
  std::string_view summary;      // one line for --help
  Act (*define)(CLI::App& app);  // adds options to `app`, and returns what to do with them
};

// All of them, in the order of --help.
std::span<const Command> commands();

Act define_init(CLI::App& app);
Act define_import(CLI::App& app);
Act define_serve(CLI::App& app);
Act define_status(CLI::App& app);
Act define_backup(CLI::App& app);
Act define_restore(CLI::App& app);
Act define_config_check(CLI::App& app);
Act define_config_show(CLI::App& app);
Act define_config_reference(CLI::App& app);
Act define_submit(CLI::App& app);
Act define_get(CLI::App& app);
Act define_search(CLI::App& app);
Act define_corroborate(CLI::App& app);
Act define_overlap(CLI::App& app);
Act define_derive(CLI::App& app);
Act define_tearline_list(CLI::App& app);
Act define_tearline_approve(CLI::App& app);
Act define_explain(CLI::App& app);
Act define_exposure(CLI::App& app);
Act define_who_can_see(CLI::App& app);
Act define_recall(CLI::App& app);
Act define_holders(CLI::App& app);
Act define_correct(CLI::App& app);
Act define_reclassify(CLI::App& app);
Act define_erase(CLI::App& app);
Act define_approve(CLI::App& app);
Act define_agreement_check(CLI::App& app);
Act define_agreement_lint(CLI::App& app);
Act define_agreement_diff(CLI::App& app);
Act define_agreement_simulate(CLI::App& app);
Act define_agreement_sign(CLI::App& app);
Act define_agreement_verify(CLI::App& app);
Act define_agreement_add(CLI::App& app);
Act define_agreement_propose(CLI::App& app);
Act define_agreement_status(CLI::App& app);
Act define_agreement_history(CLI::App& app);
Act define_agreement_suspend(CLI::App& app);
Act define_agreement_resume(CLI::App& app);
Act define_agreement_notice(CLI::App& app);
Act define_agreement_withdraw_notice(CLI::App& app);
Act define_agreement_hold_notice(CLI::App& app);
Act define_agreement_run_notice(CLI::App& app);
Act define_agreement_renew(CLI::App& app);
Act define_party_suspend(CLI::App& app);
Act define_party_resume(CLI::App& app);
Act define_official_designate(CLI::App& app);
Act define_official_dismiss(CLI::App& app);
Act define_consent_request(CLI::App& app);
Act define_consent_list(CLI::App& app);
Act define_consent_prepare(CLI::App& app);
Act define_consent_refuse(CLI::App& app);
Act define_consent_revoke(CLI::App& app);
Act define_statement_draft(CLI::App& app);
Act define_statement_propose(CLI::App& app);
Act define_statement_list(CLI::App& app);
Act define_statement_show(CLI::App& app);
Act define_statement_diff(CLI::App& app);
Act define_statement_sign(CLI::App& app);
Act define_statement_abstain(CLI::App& app);
Act define_statement_decline(CLI::App& app);
Act define_statement_break_silence(CLI::App& app);
Act define_statement_withdraw(CLI::App& app);
Act define_statement_add(CLI::App& app);
Act define_statement_end(CLI::App& app);
Act define_statement_history(CLI::App& app);
Act define_statement_export(CLI::App& app);
Act define_statement_verify(CLI::App& app);
Act define_statement_import(CLI::App& app);
Act define_meeting_add(CLI::App& app);
Act define_meeting_list(CLI::App& app);
Act define_meeting_show(CLI::App& app);
Act define_concern_raise(CLI::App& app);
Act define_concern_answer(CLI::App& app);
Act define_concern_remedied(CLI::App& app);
Act define_concern_close(CLI::App& app);
Act define_concern_withdraw(CLI::App& app);
Act define_concern_add(CLI::App& app);
Act define_concern_list(CLI::App& app);
Act define_concern_show(CLI::App& app);
Act define_act_sign(CLI::App& app);
Act define_act_show(CLI::App& app);
Act define_act_add(CLI::App& app);
Act define_clearance_sign(CLI::App& app);
Act define_clearance_add(CLI::App& app);
Act define_key_new(CLI::App& app);
Act define_key_show(CLI::App& app);
Act define_key_replace(CLI::App& app);
Act define_key_revoke(CLI::App& app);
Act define_round_open(CLI::App& app);
Act define_round_list(CLI::App& app);
Act define_desk(CLI::App& app);
Act define_owed(CLI::App& app);
Act define_round_show(CLI::App& app);
Act define_round_judge(CLI::App& app);
Act define_round_sign(CLI::App& app);
Act define_round_commit(CLI::App& app);
Act define_round_withhold(CLI::App& app);
Act define_round_reveal(CLI::App& app);
Act define_round_discuss(CLI::App& app);
Act define_round_close(CLI::App& app);
Act define_round_resolve(CLI::App& app);
Act define_round_export(CLI::App& app);
Act define_round_track(CLI::App& app);
Act define_clearance_list(CLI::App& app);
Act define_token_add(CLI::App& app);
Act define_token_list(CLI::App& app);
Act define_token_revoke(CLI::App& app);
Act define_person_list(CLI::App& app);
Act define_person_show(CLI::App& app);
Act define_person_invite(CLI::App& app);
Act define_person_suspend(CLI::App& app);
Act define_person_resume(CLI::App& app);
Act define_person_reset(CLI::App& app);
Act define_password_set(CLI::App& app);
Act define_session_list(CLI::App& app);
Act define_session_end(CLI::App& app);
Act define_certificate_add(CLI::App& app);
Act define_certificate_list(CLI::App& app);
Act define_certificate_remove(CLI::App& app);
Act define_audit(CLI::App& app);
Act define_ledger_verify(CLI::App& app);
Act define_ledger_checkpoint(CLI::App& app);
Act define_ledger_prove(CLI::App& app);
Act define_align(CLI::App& app);
Act define_marking_languages(CLI::App& app);
Act define_marking_parse(CLI::App& app);
Act define_marking_explain(CLI::App& app);
Act define_marking_render(CLI::App& app);
Act define_marking_join(CLI::App& app);
Act define_marking_translate(CLI::App& app);
Act define_stix_check(CLI::App& app);
Act define_handling(CLI::App& app);
Act define_judgement_pool(CLI::App& app);
Act define_judgement_score(CLI::App& app);
Act define_judgement_lint(CLI::App& app);
Act define_judgement_yardstick(CLI::App& app);
Act define_api(CLI::App& app);
Act define_man(CLI::App& app);
Act define_completion(CLI::App& app);

}  // namespace comity::cli
