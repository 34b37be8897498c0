"""Publications the numbers rest on: one constant each.

``read`` says how far a publication was read: ``abstract`` (or a summary of it), ``data`` (figures recomputed from its
published data) or ``secondary`` (known through other texts or general knowledge; check before quoting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Read = Literal["abstract", "data", "secondary", "own"]


@dataclass(frozen=True)
class Source:
    """A publication, or the honest absence of one."""

    key: str
    citation: str
    read: Read


OUR_CHOICE = Source(
    "our choice", "No estimate found in the literature: chosen by the authors of this model.", "own"
)

ARMAND_2020 = Source(
    "Armand et al. 2020",
    "Armand, Atwell and Gomes (2020), American Economic Review 110:1395",
    "abstract",
)
BARA_2020 = Source(
    "Bara 2020", "Bara (2020), European Journal of International Relations 26:979", "abstract"
)
BEBER_2017 = Source(
    "Beber et al. 2017",
    "Beber, Gilligan, Guardado and Karim (2017), International Organization 71:1",
    "abstract",
)
BLAIR_2019 = Source(
    "Blair et al. 2019",
    "Blair, Karim and Morse (2019), American Political Science Review 113:641",
    "abstract",
)
BLATTMAN_2014 = Source(
    "Blattman et al. 2014",
    "Blattman, Hartman and Blair (2014), American Political Science Review 108:100",
    "abstract",
)
BLATTMAN_ANNAN_2016 = Source(
    "Blattman and Annan 2016",
    "Blattman and Annan (2016), American Political Science Review 110:1",
    "abstract",
)
CAPLAN_2017 = Source(
    "Caplan and Hoeffler 2017",
    "Caplan and Hoeffler (2017), European Journal of International Security",
    "abstract",
)
CEDERMAN_2010 = Source(
    "Cederman et al. 2010",
    "Cederman, Wimmer and Min (2010), World Politics 62:87",
    "secondary",
)
CILLIERS_2016 = Source(
    "Cilliers et al. 2016", "Cilliers, Dube and Siddiqi (2016), Science 352:787", "abstract"
)
FJELDE_2019 = Source(
    "Fjelde et al. 2019",
    "Fjelde, Hultman and Nilsson (2019), International Organization 73:103",
    "abstract",
)
FORTNA_2004 = Source(
    "Fortna 2004", "Fortna (2004), International Studies Quarterly 48:269", "secondary"
)
GILLIGAN_2013 = Source(
    "Gilligan et al. 2013",
    "Gilligan, Mvukiyehe and Samii (2013), Journal of Conflict Resolution 57:598",
    "abstract",
)
GORDON_YOUNG_2017 = Source(
    "Gordon and Young 2017", "Gordon and Young (2017), Journal of Peace Research 54:64", "abstract"
)
GRADY_2023 = Source("Grady et al. 2023", "Grady, Wolfe, Dawop and Inks (2023), PNAS", "abstract")
HARTMAN_2021 = Source(
    "Hartman et al. 2021",
    "Hartman, Blair and Blattman (2021), Journal of Politics 83:381",
    "abstract",
)
HKS_2013 = Source(
    "Hultman et al. 2013",
    "Hultman, Kathman and Shannon (2013), American Journal of Political Science 57:875",
    "data",
)
HUMPHREYS_2007 = Source(
    "Humphreys and Weinstein 2007",
    "Humphreys and Weinstein (2007), Journal of Conflict Resolution 51:531",
    "abstract",
)
KING_2010 = Source(
    "King et al. 2010", "King, Samii and Snilstveit (2010), 3ie systematic review", "abstract"
)
KRASNO = Source(
    "Krasno 2005, 2006",
    "Krasno (2005, 2006), public opinion surveys of UNAMSIL and UNMIL, United Nations DPKO Best Practices",
    "secondary",
)
KUNKEL_2026 = Source(
    "Kunkel et al. 2026",
    "Kunkel et al. (2026), Here Today, Gone Tomorrow, International Political Science Review",
    "data",
)
LYALL_2013 = Source(
    "Lyall et al. 2013",
    "Lyall, Blair and Imai (2013): 204 Afghan villages, harm by ISAF and by the Taliban",
    "abstract",
)
LIBERIA_DISARMAMENT = Source(
    "disarmament in Liberia 2004",
    "72,652 people disarmed by 8 September 2004, of 103,019 usually given for the end (see the case's README)",
    "secondary",
)
LEWIS_2012 = Source(
    "Lewis et al. 2012",
    "Lewis, Mohler, Brantingham and Bertozzi (2012), Security Journal 25:244: civilian deaths in Iraq; "
    "see also Browning et al. (2024), arXiv:2408.14940",
    "abstract",
)
MOUSA_2020 = Source("Mousa 2020", "Mousa (2020), Science 369:866", "abstract")
MVUKIYEHE_2018 = Source(
    "Mvukiyehe and Samii 2018",
    "Mvukiyehe and Samii (2018), World Bank Policy Research Working Paper 8389",
    "abstract",
)
MODALITY_TEST = Source(
    "inclusion modality test",
    "Let the people speak: what kind of civil society inclusion leads to durable peace? (50 accords)",
    "abstract",
)
UCDP_ACD = Source(
    "UCDP/PRIO Armed Conflict Dataset",
    "Gleditsch et al. (2002), Journal of Peace Research; Davies et al. (2022, 2025), Journal of Peace Research",
    "data",
)
UCDP_GED = Source(
    "UCDP GED",
    "Sundberg and Melander (2013), Journal of Peace Research 50(4); Pettersson et al. (2021) 58(4)",
    "data",
)
UN_UNIT_COST = Source(
    "UN mission budgets",
    "Published mission budgets divided by uniformed strength: UNAMSIL 2000/01, UNMIL about 2012, MONUSCO; "
    "US$38,000 to 54,000 per uniformed person-year",
    "data",
)
VINCK_2011 = Source(
    "Vinck et al. 2011",
    "Vinck, Pham and Kreutzer (2011), Talking Peace, UC Berkeley Human Rights Center",
    "abstract",
)
DONOR_FRAMING = Source(
    "donor funding and local civil society",
    "doi:10.3390/socsci7020030; Nonprofit Policy Forum, doi:10.1515/npf-2019-0045",
    "abstract",
)
FIRCHOW_2018 = Source(
    "Firchow 2018",
    "Firchow (2018), Reclaiming Everyday Peace, Cambridge University Press: matched communities",
    "secondary",
)
