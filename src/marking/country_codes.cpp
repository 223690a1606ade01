// Countries and organisations as the ODNI names them in ISM's controlled values (CVEnumISMRelTo, FGIOpen and OwnerProducer, V13).
#include "marking/country_codes.hpp"

#include <algorithm>
#include <iterator>

namespace comity::marking {
namespace {

using Kind = CountryCode::Kind;
constexpr std::uint8_t kAll = CountryCode::kReleasable | CountryCode::kSource | CountryCode::kOwner;
constexpr std::uint8_t kNoSource = CountryCode::kReleasable | CountryCode::kOwner;
constexpr std::uint8_t kSourceOnly = CountryCode::kSource;

constexpr CountryCode country(std::string_view code, std::string_view name, std::uint8_t lists = kAll) {
  return {code, name, Kind::country, lists, {}};
}
constexpr CountryCode body(std::string_view code, std::string_view name, std::string_view ended = {}) {
  return {code, name, Kind::organisation, kAll, ended};
}

constexpr CountryCode kCodes[] = {  // std::array would make clang count the rows on its stack, past its limit
    country("ABW", "Aruba"), body("ACGU", "FOUR EYES"), country("AFG", "Islamic Republic of Afghanistan"),
    country("AGO", "the Republic of Angola"), country("AIA", "Anguilla"), country("ALB", "Republic of Albania"),
    country("AND", "the Principality of Andorra"), body("APFS", "Suppressed"), country("ARE", "United Arab Emirates"),
    country("ARG", "the Argentine Republic"), country("ARM", "the Republic of Armenia"),
    country("ASM", "Territory of American Samoa"), country("ATA", "Antarctica"),
    country("ATF", "French Southern and Antarctic Lands"), country("ATG", "Antigua and Barbuda"),
    country("AUS", "Commonwealth of Australia"), country("AUT", "the Republic of Austria"), country("AX1", "Unknown", kSourceOnly),
    country("AX2", "Guantanamo Bay"), country("AZE", "the Republic of Azerbaijan"), country("BDI", "the Republic of Burundi"),
    country("BEL", "the Kingdom of Belgium"), country("BEN", "the Republic of Benin"),
    country("BES", "Bonaire, Sint Eustatius, and Saba"), country("BFA", "Burkina Faso"),
    country("BGD", "People's Republic of Bangladesh"), country("BGR", "Republic of Bulgaria"),
    country("BHR", "the Kingdom of Bahrain"), country("BHS", "Commonwealth of The Bahamas"),
    country("BIH", "Bosnia and Herzegovina"), country("BLM", "Saint Barthelemy"), country("BLR", "Republic of Belarus"),
    country("BLZ", "Belize"), country("BMU", "Bermuda"), country("BOL", "Plurinational State of Bolivia"),
    country("BRA", "Federative Republic of Brazil"), country("BRB", "Barbados"), country("BRN", "Brunei Darussalam"),
    country("BTN", "the Kingdom of Bhutan"), country("BVT", "Bouvet Island"), country("BWA", "the Republic of Botswana"),
    body("BWCS", "Biological Weapons Convention States"), country("CAF", "Central African Republic"), country("CAN", "Canada"),
    country("CCK", "Territory of Cocos (Keeling) Islands"), body("CFCK", "ROK/US Combined Forces Command, Korea"),
    country("CHE", "the Swiss Confederation"), country("CHL", "Republic of Chile"), country("CHN", "People's Republic of China"),
    country("CIV", "the Republic of Côte d'Ivoire"), body("CMFC", "Combined Maritime Forces Central"),
    body("CMFP", "Cooperative Maritime Forces Pacific"), country("CMR", "the Republic of Cameroon"),
    country("COD", "Democratic Republic of the Congo"), country("COG", "Republic of the Congo"),
    country("COK", "Cook Islands (the)"), country("COL", "Republic of Colombia"), country("COM", "Union of the Comoros"),
    body("CPMT", "Civilian Protection Monitoring Team for Sudan"), country("CPT", "Clipperton Island"),
    country("CPV", "Republic of Cape Verde"), country("CRI", "Republic of Costa Rica"),
    body("CTOC", "Countering Transnational Organized Crime"), country("CUB", "Republic of Cuba"), country("CUW", "Curaçao"),
    body("CWCS", "Chemical Weapons Convention States"), country("CXR", "Territory of Christmas Island"),
    country("CYM", "Cayman Islands (the)"), country("CYP", "Republic of Cyprus"), country("CZE", "Czech Republic"),
    country("DEU", "the Federal Republic of Germany"), country("DGA", "Diego Garcia"), country("DJI", "the Republic of Djibouti"),
    country("DMA", "the Commonwealth of Dominica"), country("DNK", "the Kingdom of Denmark"),
    country("DOM", "the Dominican Republic"), country("DZA", "the People's Democratic Republic of Algeria"),
    country("ECU", "Republic of Ecuador"), body("EFOR", "European Union Stabilization Forces in Bosnia", "2012-06-15"),
    country("EGY", "the Arab Republic of Egypt"), country("ERI", "the State of Eritrea"), country("ESH", "Western Sahara"),
    country("ESP", "the Kingdom of Spain"), country("EST", "the Republic of Estonia"),
    country("ETH", "the Federal Democratic Republic of Ethiopia"), body("EUDA", "European Union DARFUR", "2012-05-25"),
    country("FIN", "the Republic of Finland"), country("FJI", "the Republic of Fiji"),
    country("FLK", "Falkland Islands (Islas Malvinas)"), country("FRA", "French Republic"), country("FRO", "Faroe Islands (the)"),
    country("FSM", "Federated States of Micronesia"), body("FVEY", "FIVE EYES"), country("GAB", "the Gabonese Republic"),
    country("GBR", "the United Kingdom of Great Britain and Northern Ireland"), body("GCTF", "Global Counter-Terrorism Forces"),
    country("GEO", "Georgia"), country("GGY", "Bailiwick of Guernsey"), country("GHA", "the Republic of Ghana"),
    country("GIB", "Gibraltar"), country("GIN", "the Republic of Guinea"), country("GLP", "Department of Guadeloupe"),
    country("GMB", "Republic of The Gambia"), body("GMIF", "Global Maritime Interception Forces"),
    country("GNB", "the Republic of Guinea-Bissau"), country("GNQ", "Republic of Equatorial Guinea"),
    country("GRC", "the Hellenic Republic"), country("GRD", "Grenada"), country("GRL", "Greenland"),
    country("GTM", "the Republic of Guatemala"), country("GUF", "Department of Guiana"), country("GUM", "Territory of Guam"),
    country("GUY", "Co-operative Republic of Guyana"), country("HKG", "Hong Kong Special Administrative Region"),
    country("HMD", "Territory of Heard Island and McDonald Islands"), country("HND", "the Republic of Honduras"),
    country("HRV", "the Republic of Croatia"), country("HTI", "the Republic of Haiti"), country("HUN", "Hungary"),
    country("IDN", "the Republic of Indonesia"), country("IMN", "Isle of Man"), country("IND", "Republic of India"),
    country("IOT", "British Indian Ocean Territory"), country("IRL", "Ireland"), country("IRN", "Islamic Republic of Iran"),
    country("IRQ", "the Republic of Iraq"), body("ISAF", "International Security Assistance Force for Afghanistan"),
    country("ISL", "the Republic of Iceland"), country("ISR", "the State of Israel"), country("ITA", "Italian Republic"),
    country("JAM", "Jamaica"), country("JEY", "Bailiwick of Jersey"), country("JOR", "the Hashemite Kingdom of Jordan"),
    country("JPN", "Japan"), country("KAZ", "the Republic of Kazakhstan"), country("KEN", "the Republic of Kenya"),
    body("KFOR", "Stabilization Forces in Kosovo"), country("KGZ", "the Kyrgyz Republic"),
    country("KHM", "the Kingdom of Cambodia"), country("KIR", "Republic of Kiribati"),
    country("KNA", "the Federation of Saint Kitts and Nevis"), country("KOR", "Republic of Korea"),
    country("KWT", "the State of Kuwait"), country("LAO", "Lao People's Democratic Republic"),
    country("LBN", "the Lebanese Republic"), country("LBR", "the Republic of Liberia"), country("LBY", "Libya"),
    country("LCA", "Saint Lucia"), country("LIE", "the Principality of Liechtenstein"),
    country("LKA", "the Democratic Socialist Republic of Sri Lanka"), country("LSO", "the Kingdom of Lesotho"),
    country("LTU", "the Republic of Lithuania"), country("LUX", "the Grand Duchy of Luxembourg"),
    country("LVA", "the Republic of Latvia"), country("MAC", "Macau Special Administrative Region"), country("MAF", "Saint Martin"),
    country("MAR", "the Kingdom of Morocco"), country("MCO", "the Principality of Monaco"), country("MDA", "Republic of Moldova"),
    country("MDG", "the Republic of Madagascar"), country("MDV", "the Republic of Maldives"),
    country("MEX", "the United Mexican States"), country("MHL", "Republic of the Marshall Islands"),
    body("MIFH", "Multinational Interim Force Haiti", "2012-05-18"), country("MKD", "Republic of Macedonia"),
    body("MLEC", "Multi-Lateral Enduring Contingency"), country("MLI", "the Republic of Mali"),
    country("MLT", "the Republic of Malta"), country("MMR", "Union of Burma"), country("MNE", "Montenegro"),
    country("MNG", "Mongolia"), country("MNP", "Commonwealth of the Northern Mariana Islands"),
    country("MOZ", "the Republic of Mozambique"), country("MRT", "the Islamic Republic of Mauritania"),
    country("MSR", "Montserrat"), country("MTQ", "Department of Martinique"), country("MUS", "Republic of Mauritius"),
    country("MWI", "the Republic of Malawi"), country("MYS", "Malaysia"), country("MYT", "Department of Mayotte"),
    body("NACT", "North African Counter-Terrorism Forces"), country("NAM", "the Republic of Namibia"),
    body("NATO", "North Atlantic Treaty Organization"), country("NCL", "New Caledonia"),
    country("NER", "the Republic of the Niger"), country("NFK", "Territory of Norfolk Island"),
    country("NGA", "the Federal Republic of Nigeria"), country("NIC", "the Republic of Nicaragua"), country("NIU", "Niue"),
    country("NLD", "Kingdom of the Netherlands"), country("NOR", "Kingdom of Norway"),
    country("NPL", "the Federal Democratic Republic of Nepal"), country("NRU", "the Republic of Nauru"),
    country("NZL", "New Zealand"), country("OMN", "Sultanate of Oman"), body("OSTY", "Open Skies Treaty"),
    country("PAK", "the Islamic Republic of Pakistan"), country("PAN", "the Republic of Panama"),
    country("PCN", "Pitcairn, Henderson, Ducie, and Oeno Islands"), country("PER", "the Republic of Peru"),
    country("PHL", "Republic of the Philippines"), country("PLW", "the Republic of Palau"),
    country("PNG", "Independent State of Papua New Guinea"), country("POL", "the Republic of Poland"),
    country("PRI", "Commonwealth of Puerto Rico"), country("PRK", "Democratic People's Republic of Korea"),
    country("PRT", "the Portuguese Republic"), country("PRY", "the Republic of Paraguay"), country("PSE", "Palestinian Territory"),
    country("PYF", "French Polynesia"), country("QAT", "the State of Qatar"), country("REU", "Department of Reunion"),
    country("ROU", "Romania"), country("RUS", "Russian Federation"), country("RWA", "the Republic of Rwanda"),
    country("SAU", "Kingdom of Saudi Arabia"), country("SDN", "the Republic of the Sudan"),
    country("SEN", "the Republic of Senegal"), country("SGP", "the Republic of Singapore"),
    country("SGS", "South Georgia and the South Sandwich Islands"), country("SHN", "Saint Helena, Ascension, and Tristan da Cunha"),
    country("SLB", "Solomon Islands (the)"), country("SLE", "the Republic of Sierra Leone"),
    country("SLV", "the Republic of El Salvador"), country("SMR", "the Republic of San Marino"), country("SOM", "Somalia"),
    body("SPAA", "Suppressed"), country("SPM", "Territorial Collectivity of Saint Pierre and Miquelon"),
    country("SRB", "Republic of Serbia"), country("SSD", "the Republic of South Sudan"),
    country("STP", "the Democratic Republic of Sao Tome and Principe"), country("SUR", "the Republic of Suriname"),
    country("SVK", "the Slovak Republic"), country("SVN", "the Republic of Slovenia"), country("SWE", "the Kingdom of Sweden"),
    country("SWZ", "the Kingdom of Swaziland"), country("SXM", "Sint Maarten"), country("SYC", "Republic of Seychelles"),
    country("SYR", "Syrian Arab Republic"), country("TCA", "Turks and Caicos Islands (the)"),
    country("TCD", "the Republic of Chad"), body("TEYE", "THREE EYES"), country("TGO", "the Togolese Republic"),
    country("THA", "the Kingdom of Thailand"), country("TJK", "the Republic of Tajikistan"), country("TKL", "Tokelau"),
    country("TKM", "Turkmenistan"), country("TLS", "the Democratic Republic of Timor-Leste"),
    country("TON", "the Kingdom of Tonga"), country("TTO", "the Republic of Trinidad and Tobago"),
    country("TUN", "Tunisian Republic"), country("TUR", "the Republic of Turkey"), country("TUV", "Tuvalu"),
    country("TWN", "Taiwan"), country("TZA", "United Republic of Tanzania"), country("UGA", "the Republic of Uganda"),
    country("UKR", "Ukraine"), body("UNCK", "United Nations Command, Korea"), country("URY", "Oriental Republic of Uruguay"),
    country("USA", "United States", kNoSource), country("UZB", "the Republic of Uzbekistan"),
    country("VAT", "State of the Vatican City"), country("VCT", "Saint Vincent and the Grenadines"),
    country("VEN", "Bolivarian Republic of Venezuela"), country("VGB", "Virgin Islands, British"),
    country("VIR", "United States Virgin Islands"), country("VNM", "Socialist Republic of Vietnam"),
    country("VUT", "Republic of Vanuatu"), country("WLF", "Wallis and Futuna"), country("WSM", "the Independent State of Samoa"),
    country("XAC", "Territory of Ashmore and Cartier Islands"), country("XAZ", "Entity 1"), country("XBI", "Bassas da India"),
    country("XBK", "Baker Island"), country("XCR", "Entity 2"), country("XCS", "Coral Sea Islands Territory"),
    country("XCY", "Entity 3"), country("XEU", "Europa Island"), country("XGL", "Glorioso Islands"), country("XGZ", "Gaza Strip"),
    country("XHO", "Howland Island"), country("XJA", "Johnston Atoll"), country("XJM", "Jan Mayen"),
    country("XJN", "Juan de Nova Island"), country("XJV", "Jarvis Island"), country("XKM", "Entity 4"), country("XKN", "Entity 5"),
    country("XKR", "Kingman Reef"), country("XKS", "Republic of Kosovo"), country("XMW", "Midway Islands"),
    country("XNV", "Navassa Island"), country("XPL", "Palmyra Atoll"), country("XPR", "Paracel Islands"),
    country("XQP", "Etorofu, Habomai, Kunashiri, and Shikotan Islands"), country("XQZ", "Akrotiri"),
    country("XSP", "Spratly Islands"), country("XSV", "Svalbard"), country("XTR", "Tromelin Island"), country("XWB", "West Bank"),
    country("XWK", "Wake Island"), country("XXD", "Dhekelia"), country("X" "XX", "No Man's Land"),
    country("YEM", "Republic of Yemen"), country("ZAF", "Republic of South Africa"), country("ZMB", "the Republic of Zambia"),
    country("ZWE", "the Republic of Zimbabwe"),
};
static_assert(std::is_sorted(std::begin(kCodes), std::end(kCodes), [](const CountryCode& a, const CountryCode& b) { return a.code < b.code; }));

}  // namespace

std::span<const CountryCode> country_codes() { return kCodes; }

const CountryCode* find_country_code(std::string_view code) {
  const auto at = std::lower_bound(std::begin(kCodes), std::end(kCodes), code,
                                   [](const CountryCode& row, std::string_view wanted) { return row.code < wanted; });
  return at != std::end(kCodes) && at->code == code ? &*at : nullptr;
}

}  // namespace comity::marking
