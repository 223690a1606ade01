#include <array>

#include "cli/command.hpp"

namespace comity::cli {
namespace {

constexpr std::array kCommands{
    Command{"", "init", "make a node from an alliance's files", define_init},
    Command{"", "serve", "serve a node on loopback until Ctrl-C", define_serve},
    Command{"", "import", "share a foreign STIX bundle, spread over submitters by a rules file", define_import},
    Command{"", "submit", "share a STIX bundle as one person", define_submit},
    Command{"", "get", "print what a person gets, one object a line", define_get},
    Command{"", "derive", "say what would come of citing sources: the label, who reads, what each source loses", define_derive},
    Command{"tearline", "list", "list the tearlines that wait for approval by an official's party", define_tearline_list},
    Command{"tearline", "approve", "approve a tearline for a party, signed; needs no node", define_tearline_approve},
    Command{"", "explain", "say why a person does or does not get an object", define_explain},
    Command{"", "who-can-see", "list who gets an object, each with the deciding clause", define_who_can_see},
    Command{"", "recall", "take back an object; nobody else gets it from now on, and who had it is told", define_recall},
    Command{"", "holders", "list who may hold an object, by the record of what was handed out", define_holders},
    Command{"", "correct", "share what stands in an object's place, and recall it", define_correct},
    Command{"", "reclassify", "give an object another marking, and recall the version before", define_reclassify},
    Command{"", "erase", "overwrite the bytes of what is recalled", define_erase},
    Command{"", "approve", "let go, as the second person, what waits for one", define_approve},
    Command{"agreement", "check", "read an agreement and say what is wrong with it", define_agreement_check},
    Command{"agreement", "lint", "look for common mistakes in an agreement", define_agreement_lint},
    Command{"agreement", "diff", "compare two versions of an agreement in words", define_agreement_diff},
    Command{"agreement", "simulate", "say who would gain and lose what if a draft were in force", define_agreement_simulate},
    Command{"agreement", "sign", "sign an agreement for a party; needs no node", define_agreement_sign},
    Command{"agreement", "verify", "check every party's signature", define_agreement_verify},
    Command{"agreement", "add", "put a signed agreement in force in a node", define_agreement_add},
    Command{"agreement", "propose", "put a draft to a node, with the signatures that it has; with the last it is in force", define_agreement_propose},
    Command{"agreement", "status", "say how agreements stand: in force, notices, suspensions, drafts", define_agreement_status},
    Command{"agreement", "history", "list the versions and acts of an agreement, in words", define_agreement_history},
    Command{"agreement", "suspend", "stop release in one direction, signed; needs no node", define_agreement_suspend},
    Command{"agreement", "resume", "end one's suspensions of a direction, signed; needs no node", define_agreement_resume},
    Command{"agreement", "notice", "give notice of an agreement, signed; needs no node", define_agreement_notice},
    Command{"agreement", "withdraw-notice", "take a notice back, signed; needs no node", define_agreement_withdraw_notice},
    Command{"agreement", "hold-notice", "keep a notice from having effect, signed; needs no node", define_agreement_hold_notice},
    Command{"agreement", "run-notice", "let a notice run that is held, signed; needs no node", define_agreement_run_notice},
    Command{"agreement", "renew", "put off the end of an agreement's term, signed by all; needs no node", define_agreement_renew},
    Command{"party", "suspend", "stop all sharing with a party, signed; needs no node", define_party_suspend},
    Command{"party", "resume", "end the suspension of a party, signed; needs no node", define_party_resume},
    Command{"official", "designate", "let a person sign for a party or an agency, signed; needs no node", define_official_designate},
    Command{"official", "dismiss", "end a person's designation, signed; needs no node", define_official_dismiss},
    Command{"consent", "request", "ask a party for its consent to an object", define_consent_request},
    Command{"consent", "list", "list consents, or the requests for them", define_consent_list},
    Command{"consent", "prepare", "write the consent that an authority is to sign", define_consent_prepare},
    Command{"consent", "refuse", "answer a request with no, signed; needs no node", define_consent_refuse},
    Command{"consent", "revoke", "take a consent back, signed; needs no node", define_consent_revoke},
    Command{"act", "sign", "sign an act for a party or as its official; needs no node", define_act_sign},
    Command{"act", "show", "say what an act does, who signed it and who must still; needs no node", define_act_show},
    Command{"act", "add", "tell a node of a signed act", define_act_add},
    Command{"clearance", "sign", "sign a person's clearance for its party; needs no node", define_clearance_sign},
    Command{"clearance", "add", "tell a node of a signed clearance", define_clearance_add},
    Command{"key", "new", "make a signing key and print its public half", define_key_new},
    Command{"key", "show", "print the public half of a key file", define_key_show},
    Command{"key", "replace", "replace the key of a party's authority, signed with both; needs no node", define_key_replace},
    Command{"key", "revoke", "revoke a key that is lost or stolen, signed; needs no node", define_key_revoke},
    Command{"token", "add", "make a log-in for a person; it is shown once", define_token_add},
    Command{"ledger", "verify", "recompute the ledger from the store and hold it against a checkpoint",
            define_ledger_verify},
    Command{"ledger", "checkpoint", "sign the ledger's size and root as of now", define_ledger_checkpoint},
    Command{"marking", "languages", "list the marking languages", define_marking_languages},
    Command{"marking", "parse", "read a marking into a label", define_marking_parse},
    Command{"marking", "explain", "say what a marking means and what it does to release", define_marking_explain},
    Command{"marking", "render", "write a marking in another marking language", define_marking_render},
    Command{"marking", "translate", "what another party must treat a marking as, under the agreements", define_marking_translate},
    Command{"marking", "join", "the marking of what quotes all of these, with a banner over them if there is one", define_marking_join},
    Command{"stix", "check", "hold a file of STIX against the specification; needs no node", define_stix_check},
    Command{"ledger", "prove", "prove that a record is in the ledger", define_ledger_prove},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace comity::cli
