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
        dr prof st ss mons rev loc figg voll ff.ss nn tel sez lett res suppl attn
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
        App p.i c.a p.c d.l d.d.l d.m d.d l.r r.d c.t dott.sse amm.ne amm.re on.li ecc.mo ecc.ma
        comm.ne bibl segn vic obbl facolt rateizz videoconf telef tip legisl regol gab resid lic
        contr fav pen mus civ bibl archiv sigg.ri sig.ri dir.ne
        """
    ),
    "en": _words(
        """
        mr mrs ms mx messrs mme hon pres gov gen col sen supt sgt cpl pvt lt maj capt cmdr adm ft mt
        arts secs paras chap chaps pts eds nos vols pp v n dept univ assn cllr fr insp atty asst
        civ crim evid supp cong educ cir ct dist bankr stat reg subsec sched com dep incl excl mfg
        sys hosp bldg thm App govt mtg assoc intl orig pseud repr abbr avg obs ssp subsp ret
        """
    ),
}

# Abbreviations that do not end a sentence if a number follows; else they are words like others.
BEFORE_NUMBER = _words(
    """
    no nos n nn nr num c b d h s art arts artt p pp pt pag pagg fig figg tab tav vol vols voll cap
    ch chap sec sect para par parr comma co lib rif ref op l approx ca circa tel fasc ms eq
    figs eqs refs docs lem prop cor bk pg pl gr ex chr pub app
    doc mod ver ext rm apt ste max min est cl amend tit div vit term ser suppl lot mill arr
    ss vv matr mapp pos ord int eng chem phys math hist econ psych cod lett sez sched ann appx bd
    vers dep lic
    """
)

# Abbreviations that do not end a sentence if digits follow: months, days, counts of votes.
BEFORE_DIGITS = _words(
    """
    mon tue tues wed weds thu thur thurs fri sat sun lun mart merc giov gio ven sab dom
    jan feb mar apr jun jul aug sep sept oct nov dec gen febbr genn mag giu lug ago set sett ott dic
    ast astt contr fav ass pres tot sup lat long alt temp vel press dens
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

# Words that begin a sentence far more often than they begin a name, and are never in one.
PLAIN_STARTERS = _words(
    """
    This That These Those It Its He His She Her They Their We Our You Your There Here
    After Before When While Where Why How What Who Which Whose If As But Or So Then Yet
    Also However Since Because Although Though Even Only Every Some Many Most Nobody Nothing None
    Not Both Each Once Now Today Later Meanwhile Above Below Under During Within Without Between
    Among Until Unless Whether Whereas Such Another Other Any Few Several Much More Either Neither
    First Second Finally Thus Hence Therefore Moreover Furthermore Nevertheless Please Let Yes
    Do Does Did Is Are Was Were Can Could Would Should Have Has Had See Thanks Regards Sincerely
    Perhaps Maybe Instead Otherwise Despite According Further Upon Is Don't It's I'm I'll I've
    Che Chi Come Quando Dove Mentre Dopo Prima Poi Questo Questa Questi Queste Quello Quella Quelli
    Quelle Tale Tali Egli Ella Esso Essa Essi Esse Lui Lei Loro Noi Voi Sono Era Fu È Ha
    Hanno Anche Ancora Tuttavia Infatti Inoltre Quindi Così Ogni Tutti Tutto Tutte Nessuno Nulla Ora
    Oggi Perché Poiché
    Sebbene Nonostante Secondo Sotto Sopra Qui Lì Ci Vi Non Ma Se Quanto Qualora Dunque Pertanto
    Perciò Invece Sulla Sullo Sulle Sui Sugli Nello Nelle Negli Dello Dallo Dalle Dagli Allo Agli
    Col Gli Tra Fra Durante Entro Oltre Senza Presso Verso Salvo Ciò Ciascuno Qualsiasi Alcuni
    Alcune Molti Molte Altri Altre Entrambi Eventuali Ne Nessuna Nel Nella Nei Vedi Erano Furono
    Può Possono Deve Devono Resta Restano Segue Seguono Grazie Buongiorno Buonasera Cordiali
    Dell Nell Dall Sull Coll Quest Quell Un' L' L’ C' C’ Distinti Purtroppo Comunque Allora Forse
    Adesso Finché Affinché Benché Nonché Qualcuno Ognuno
    """
)

# All words that begin a sentence far more often than a name; these may be parts of names too, as in
# "Dott. La Rosa" and "Univ. of the Arts".
STARTERS = PLAIN_STARTERS | _words(
    """
    A An The Of In On At By For From With And All No Il Lo La I Le Un Una Uno L Del Della Dei Delle
    Al Alla Ai Alle Dal Dalla Per Con Su Sul Da Di E Ed O Si Solo Buon Buona Dear Best
    """
)

# Abbreviations after which the sentence goes on with any word: "for example", "see", "against".
CONNECTIVES = _words(
    """
    e.g i.e viz cf cfr vs v vd ved p.es ad.es es c.d cosid cosidd spec n.b p.s p.p.s ibid id
    """
)

# Words before the number of a heading, beside those of address_words.py: "Delibera n. 7. Oggetto".
HEADING_WORDS = _words(
    """
    delibera deliberazione determina risoluzione nota ore domanda quesito lotto verbale giorno day
    resolution note exhibit question motion
    """
)

# Words before a single capital letter that is no initial: "room B".
LETTERED_WORDS = _words(
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
