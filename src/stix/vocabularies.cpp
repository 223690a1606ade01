#include "stix/vocabularies.hpp"

#include <algorithm>
#include <array>

#include "stix/tables.hpp"

namespace comity::stix {
namespace {

// In the order of Vocabulary.
constexpr auto kRows = std::to_array<VocabularyRow>({
    {"", "", ""},
    {"account-type-ov", "10.1",
     "facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain"},
    {"attack-motivation-ov", "10.2",
     "accidental coercion dominance ideology notoriety organizational-gain personal-gain personal-satisfaction revenge "
     "unpredictable"},
    {"attack-resource-level-ov", "10.3",
     "individual club contest team organization government"},
    {"encryption-algorithm-enum", "10.4",
     "AES-256-GCM ChaCha20-Poly1305 mime-type-indicated"},
    {"extension-type-enum", "10.5",
     "new-sdo new-sco new-sro property-extension toplevel-property-extension"},
    {"grouping-context-ov", "10.6",
     "suspicious-activity malware-analysis unspecified"},
    {"hash-algorithm-ov", "10.7",
     "MD5 SHA-1 SHA-256 SHA-512 SHA3-256 SHA3-512 SSDEEP TLSH"},
    {"identity-class-ov", "10.8",
     "individual group system organization class unknown"},
    {"implementation-language-ov", "10.9",
     "applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby rust scala swift "
     "typescript visual-basic x86-32 x86-64"},
    {"indicator-type-ov", "10.10",
     "anomalous-activity anonymization benign compromised malicious-activity attribution unknown"},
    {"industry-sector-ov", "10.11",
     "agriculture aerospace automotive chemical commercial communications construction defense education energy "
     "entertainment financial-services government emergency-services government-local government-national "
     "government-public-services government-regional healthcare hospitality-leisure infrastructure dams nuclear water "
     "insurance legal manufacturing mining non-profit pharmaceuticals retail technology telecommunications "
     "transportation utilities"},
    {"infrastructure-type-ov", "10.12",
     "amplification anonymization botnet command-and-control control-system exfiltration firewall hosting-malware "
     "hosting-target-lists phishing reconnaissance routers-switches staging workstation unknown"},
    {"malware-capabilities-ov", "10.13",
     "accesses-remote-machines anti-debugging anti-disassembly anti-emulation anti-memory-forensics anti-sandbox "
     "anti-vm captures-input-peripherals captures-output-peripherals captures-system-state-data "
     "cleans-traces-of-infection commits-fraud communicates-with-c2 compromises-data-availability "
     "compromises-data-integrity compromises-system-availability controls-local-machine degrades-security-software "
     "degrades-system-updates determines-c2-server emails-spam escalates-privileges evades-av exfiltrates-data "
     "fingerprints-host hides-artifacts hides-executing-code infects-files infects-remote-machines "
     "installs-other-components persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion "
     "probes-network-environment self-modifies steals-authentication-credentials violates-system-operational-integrity"},
    {"malware-result-ov", "10.14",
     "malicious suspicious benign unknown"},
    {"malware-type-ov", "10.15",
     "adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware remote-access-trojan "
     "resource-exploitation rogue-security-software rootkit screen-capture spyware trojan unknown virus webshell wiper "
     "worm"},
    {"network-socket-address-family-enum", "10.16",
     "AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH"},
    // The specification prints AF_ISOCK_DGRAMNET for what every system, and STIX 2.0, calls SOCK_DGRAM.
    {"network-socket-type-enum", "10.17",
     "SOCK_STREAM SOCK_DGRAM AF_ISOCK_DGRAMNET SOCK_RAW SOCK_RDM SOCK_SEQPACKET"},
    {"opinion-enum", "10.18",
     "strongly-disagree disagree neutral agree strongly-agree"},
    {"pattern-type-ov", "10.19",
     "stix pcre sigma snort suricata yara"},
    {"processor-architecture-ov", "10.20",
     "alpha arm ia-64 mips powerpc sparc x86 x86-64"},
    {"region-ov", "10.21",
     "africa eastern-africa middle-africa northern-africa southern-africa western-africa americas caribbean "
     "central-america latin-america-caribbean northern-america south-america asia central-asia eastern-asia "
     "southern-asia south-eastern-asia western-asia europe eastern-europe northern-europe southern-europe "
     "western-europe oceania antarctica australia-new-zealand melanesia micronesia polynesia"},
    {"report-type-ov", "10.22",
     "attack-pattern campaign identity incident indicator intrusion-set malware observed-data threat-actor "
     "threat-report tool vulnerability"},
    {"threat-actor-type-ov", "10.23",
     "activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled nation-state "
     "private-sector sensationalist spy terrorist unknown"},
    {"threat-actor-role-ov", "10.24",
     "agent director independent infrastructure-architect infrastructure-operator malware-author sponsor"},
    {"threat-actor-sophistication-ov", "10.25",
     "none minimal intermediate advanced expert innovator strategic"},
    {"tool-type-ov", "10.26",
     "denial-of-service exploitation information-gathering network-capture credential-exploitation remote-access "
     "vulnerability-scanning unknown"},
    {"windows-integrity-level-enum", "10.27",
     "low medium high system"},
    {"windows-pebinary-type-ov", "10.28",
     "dll exe sys"},
    {"windows-registry-datatype-enum", "10.29",
     "REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_DWORD_LITTLE_ENDIAN REG_LINK "
     "REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD "
     "REG_INVALID_TYPE"},
    {"windows-service-start-type-enum", "10.30",
     "SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED SERVICE_SYSTEM_ALERT"},
    {"windows-service-type-enum", "10.31",
     "SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS SERVICE_WIN32_SHARE_PROCESS"},
    {"windows-service-status-enum", "10.32",
     "SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING SERVICE_START_PENDING "
     "SERVICE_STOP_PENDING SERVICE_STOPPED"},
    {"indicator-label-ov", "2.0",
     "anomalous-activity anonymization benign compromised malicious-activity attribution"},
    {"malware-label-ov", "2.0",
     "adware backdoor bot ddos dropper exploit-kit keylogger ransomware remote-access-trojan resource-exploitation "
     "rogue-security-software rootkit screen-capture spyware trojan virus worm"},
    {"report-label-ov", "2.0",
     "threat-report attack-pattern campaign identity indicator malware observed-data threat-actor tool vulnerability"},
    {"threat-actor-label-ov", "2.0",
     "activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled nation-state "
     "sensationalist spy terrorist"},
    {"tool-label-ov", "2.0",
     "denial-of-service exploitation information-gathering network-capture credential-exploitation remote-access "
     "vulnerability-scanning"},
    {"socket-protocol-family-enum", "2.0",
     "PF_INET PF_IPX PF_APPLETALK PF_INET6 PF_AX25 PF_NETROM"},
});
static_assert(kRows.size() == static_cast<std::size_t>(Vocabulary::count));

constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

// The registry's preferred MIME names, and names of those that have none.
constexpr std::string_view kCharacterSets =
    "ANSI_X3.110-1983 ASMO_449 Adobe-Standard-Encoding Adobe-Symbol-Encoding Amiga-1251 BOCU-1 BRF BS_4730 "
    "BS_viewdata Big5 Big5-HKSCS CESU-8 CP50220 CP51932 CSA_Z243.4-1985-1 CSA_Z243.4-1985-2 CSA_Z243.4-1985-gr "
    "CSN_369103 DEC-MCS DIN_66003 DS_2089 EBCDIC-AT-DE EBCDIC-AT-DE-A EBCDIC-CA-FR EBCDIC-DK-NO EBCDIC-DK-NO-A "
    "EBCDIC-ES EBCDIC-ES-A EBCDIC-ES-S EBCDIC-FI-SE EBCDIC-FI-SE-A EBCDIC-FR EBCDIC-IT EBCDIC-PT EBCDIC-UK EBCDIC-US "
    "ECMA-cyrillic ES ES2 EUC-JP EUC-KR Extended_UNIX_Code_Fixed_Width_for_Japanese GB18030 GB2312 GBK GB_1988-80 "
    "GB_2312-80 GOST_19768-74 HP-DeskTop HP-Legal HP-Math8 HP-Pi-font HZ-GB-2312 IBM-Symbols IBM-Thai IBM00858 "
    "IBM00924 IBM01140 IBM01141 IBM01142 IBM01143 IBM01144 IBM01145 IBM01146 IBM01147 IBM01148 IBM01149 IBM037 IBM038 "
    "IBM1026 IBM1047 IBM273 IBM274 IBM275 IBM277 IBM278 IBM280 IBM281 IBM284 IBM285 IBM290 IBM297 IBM420 IBM423 "
    "IBM424 IBM437 IBM500 IBM775 IBM850 IBM851 IBM852 IBM855 IBM857 IBM860 IBM861 IBM862 IBM863 IBM864 IBM865 IBM866 "
    "IBM868 IBM869 IBM870 IBM871 IBM880 IBM891 IBM903 IBM904 IBM905 IBM918 IEC_P27-1 INIS INIS-8 INIS-cyrillic "
    "INVARIANT ISO-10646-J-1 ISO-10646-UCS-2 ISO-10646-UCS-4 ISO-10646-UCS-Basic ISO-10646-UTF-1 "
    "ISO-10646-Unicode-Latin1 ISO-11548-1 ISO-2022-CN ISO-2022-CN-EXT ISO-2022-JP ISO-2022-JP-2 ISO-2022-KR "
    "ISO-8859-1 ISO-8859-1-Windows-3.0-Latin-1 ISO-8859-1-Windows-3.1-Latin-1 ISO-8859-10 ISO-8859-13 ISO-8859-14 "
    "ISO-8859-15 ISO-8859-16 ISO-8859-2 ISO-8859-2-Windows-Latin-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-6 "
    "ISO-8859-6-E ISO-8859-6-I ISO-8859-7 ISO-8859-8 ISO-8859-8-E ISO-8859-8-I ISO-8859-9 ISO-8859-9-Windows-Latin-5 "
    "ISO-Unicode-IBM-1261 ISO-Unicode-IBM-1264 ISO-Unicode-IBM-1265 ISO-Unicode-IBM-1268 ISO-Unicode-IBM-1276 "
    "ISO_10367-box ISO_2033-1983 ISO_5427 ISO_5427:1981 ISO_5428:1980 ISO_646.basic:1983 ISO_646.irv:1983 "
    "ISO_6937-2-25 ISO_6937-2-add ISO_8859-supp IT JIS_C6220-1969-jp JIS_C6220-1969-ro JIS_C6226-1978 JIS_C6226-1983 "
    "JIS_C6229-1984-a JIS_C6229-1984-b JIS_C6229-1984-b-add JIS_C6229-1984-hand JIS_C6229-1984-hand-add "
    "JIS_C6229-1984-kana JIS_Encoding JIS_X0201 JIS_X0212-1990 JUS_I.B1.002 JUS_I.B1.003-mac JUS_I.B1.003-serb "
    "KOI7-switched KOI8-R KOI8-U KSC5636 KS_C_5601-1987 KZ-1048 Latin-greek-1 MNEM MNEMONIC MSZ_7795.3 "
    "Microsoft-Publishing NATS-DANO NATS-DANO-ADD NATS-SEFI NATS-SEFI-ADD NC_NC00-10:81 NF_Z_62-010 "
    "NF_Z_62-010_(1973) NS_4551-1 NS_4551-2 OSD_EBCDIC_DF03_IRV OSD_EBCDIC_DF04_1 OSD_EBCDIC_DF04_15 "
    "PC8-Danish-Norwegian PC8-Turkish PT PT2 PTCP154 SCSU SEN_850200_B SEN_850200_C Shift_JIS T.101-G2 T.61-7bit "
    "T.61-8bit TIS-620 TSCII UNICODE-1-1 UNICODE-1-1-UTF-7 UNKNOWN-8BIT US-ASCII UTF-16 UTF-16BE UTF-16LE UTF-32 "
    "UTF-32BE UTF-32LE UTF-7 UTF-7-IMAP UTF-8 VIQR VISCII Ventura-International Ventura-Math Ventura-US Windows-31J "
    "dk-us greek-ccitt greek7 greek7-old hp-roman8 iso-ir-90 latin-greek latin-lap macintosh us-dk videotex-suppl "
    "windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 "
    "windows-1258 windows-874";

}  // namespace

const VocabularyRow& vocabulary(Vocabulary which) { return kRows[static_cast<std::size_t>(which)]; }

bool has_word(Vocabulary which, std::string_view word) { return lists(vocabulary(which).words, word); }

bool is_country(std::string_view code) {
  if (code.size() != 2) return false;
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
  const char wanted[] = {upper(code[0]), upper(code[1])};
  return lists(kCountries, {wanted, 2});
}

bool is_character_set(std::string_view name) { return !name.empty() && lists(kCharacterSets, name); }

}  // namespace comity::stix
