"""Tables of abbreviations, whose full stop need not end a sentence.

Abbreviations are casefolded, where nothing else is said, and stand without their last full stop.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations that never end a sentence: a name, a number or a term follows. A table has no word
# of its own language, only of the other one. An entry with a capital letter is one only with it, as
# in "App. Torino": an app is a program.
ABBREVIATIONS = {
    "shared": _words(
        """
        dr prof st cfr cf vs ss mons rev loc ibid figg voll ff.ss nn tel e.g i.e viz p.s p.p.s n.b
        sez lett res p.es ad.es suppl attn
        int dir chem phys biol sci soc acad natl biochem microbiol clin pharmacol environ
        comput appl
        """
    ),
    "it": _words(
        """
        sig sigg sig.ra sig.na dott dott.ssa prof.ssa proff ing avv arch geom rag on sen mons
        s santiss gent gent.mo gent.ma egr spett spett.le ill ill.mo preg preg.mo chiar chiar.mo
        cav comm uff magg serg amm brig avv.to pres segr
        art artt comma cpv par parr all alleg n num pag pagg p pp rist cod proc civ
        cass trib reg ord disp trans conv cit v vd ved seg b.d trad intr pref
        p.zza v.le c.so l.go p.le fraz fasc
        cons ag rv vers ric sent ud circ det delib dep rel resp conf racc prov rep prot riv giur enc
        ass assess vicepres cap col ten m.llo f.lli coop fond ist dip dipart coord ten.te ind per
        cell ns att.ne fatt fam c.da on.le rev.mo ill.ma egr.a
        es c.d cosid cosidd spec isc
        mod com ang dr.ssa giust mass rass corr nat naz pret sost pubbl osp uff serv fg mapp partic
        App
        """
    ),
    "en": _words(
        """
        mr mrs ms mx messrs mme hon pres gov gen col sen supt sgt cpl pvt lt maj capt cmdr adm ft mt
        arts secs paras chap chaps pts eds nos vols pp v n dept univ assn cllr fr insp atty asst
        civ crim evid supp cong educ cir ct dist bankr stat reg subsec sched com dep incl excl mfg
        sys hosp bldg thm App
        """
    ),
}

# Abbreviations that do not end a sentence if a number follows; else they are words like others.
BEFORE_NUMBER = _words(
    """
    no nos n nn nr num c b d h s art arts artt p pp pt pag pagg fig figg tab tav vol vols voll cap
    ch chap sec sect para par parr comma co lib rif ref op l approx ca circa tel fasc ms eq
    figs eqs refs docs lem prop cor bk pg pl gr ex chr pub app
    doc mod ver ext rm apt ste max min est cl amend tit div
    mon tue tues wed thu thur thurs fri sat sun lun mart merc giov gio ven sab dom
    jan feb mar apr jun jul aug sep sept oct nov dec gen febbr genn mag giu lug ago set sett ott dic
    """
)

# Abbreviations that end a sentence if the next word is one of STARTERS. A table has no word of its
# own language that often ends sentences.
MAY_END = {
    "shared": _words(
        """
        ecc etc segg seg inc ltd corp co plc llc bros jr sr s.p.a s.r.l s.a.s s.n.c s.c s.a a.c d.c
        esq ed c min sec hr sp spp gg fed const exec admin
        ariz calif cal colo conn fla ga kan ky minn mont neb nev okla tenn tex vt wis wyo
        u.s u.k u.n u.s.a e.u u.e p.m a.m ph.d m.d b.a m.a l.a n.y
        al cm km kg mg ave blvd rd hwy
        """
    ),
    "it": _words("cost est foro it amm sub cat"),
    "en": _words("regs cls edn"),
}

# Words that begin a sentence far more often than they begin a name.
STARTERS = _words(
    """
    A An The This That These Those It Its He His She Her They Their We Our You Your There Here In On
    At By For From With After Before When While Where Why How What Who If As But And Or So Then Yet
    Also However Since Because Although Though Even Only Every All Some Many Most Nobody Nothing No
    Not Both Each Once Now Today Later Meanwhile
    Il Lo La Gli Le Un Una Uno L Del Della Dei Delle Nel Nella Nei Nelle Al Alla Ai Alle Dal Dalla
    Per Con Su Tra Fra Da Di In Ma E Ed O Se Non Che Chi Come Quando Dove Mentre Dopo Prima Poi
    Questo Questa Questi Queste Quello Quella Quelli Tale Tali Egli Ella Essi Esse Lui Lei Loro Noi
    Voi Si Sono Era Fu È Ha Hanno Anche Ancora Tuttavia Infatti Inoltre Quindi Così Ogni Tutti Tutto
    Nessuno Nulla Ora Oggi Solo Perché Poiché Sebbene Nonostante Secondo Sotto Sopra Qui Lì Ci Vi I
    """
)

# Words before the number of a heading, beside those of address_words.py: "Delibera n. 7. Oggetto".
HEADS = _words("delibera deliberazione determina risoluzione nota resolution note exhibit")

# Words before a single capital letter that is no initial: "room B".
LETTERED = _words(
    """
    sala aula vitamina gruppo lotto allegato scala classe tipo lettera edificio palazzina sezione
    fascia categoria serie piano
    room rm hall building bldg block vitamin group type class annex appendix part section plan
    option grade hepatitis exhibit schedule team category
    """
)

# Words after "p.m." that belong to the time.
DAYS_AND_ZONES = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december gmt utc bst cet est edt cst cdt mst pst pdt
    """
)
