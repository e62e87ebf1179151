"""Tables of abbreviations, whose full stop need not end a sentence.

Abbreviations are casefolded and stand without their last full stop.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations that never end a sentence: a name, a number or a term follows. A table has no word
# of its own language, only of the other one.
ABBREVIATIONS = {
    "shared": _words(
        "dr prof st cfr cf vs ss mons rev loc ibid figg voll ff.ss nn tel e.g i.e viz"
    ),
    "it": _words(
        """
        sig sigg sig.ra sig.na dott dott.ssa prof.ssa proff ing avv arch geom rag on sen mons
        s santiss gent gent.mo gent.ma egr spett spett.le ill ill.mo preg preg.mo chiar chiar.mo
        cav comm uff magg serg amm brig avv.to pres segr
        art artt comma lett cpv par parr sez all alleg n num pag pagg p pp rist cod proc civ
        cass cost trib reg ord disp trans conv cit v vd ved seg b.d trad intr pref
        p.zza v.le c.so l.go p.le fraz fasc
        es ad.es c.d cosid cosidd spec isc
        """
    ),
    "en": _words(
        """
        mr mrs ms mx messrs mme hon pres gov gen col sen supt sgt cpl pvt lt maj capt cmdr adm ft mt
        arts secs paras chap chaps pts eds nos vols pp v n dept univ assn
        """
    ),
}

# Abbreviations that do not end a sentence if a number follows; else they are words like others.
BEFORE_NUMBER = _words(
    """
    no nos n nn nr num art arts artt p pp pt pag pagg fig figg tab tav vol vols voll cap ch chap sec
    sez para par parr comma lett co lib rif ref op l approx ca circa tel int fasc ms eq
    jan feb mar apr jun jul aug sep sept oct nov dec gen febbr genn mag giu lug ago set sett ott dic
    """
)

# Abbreviations that end a sentence if the next word is one of STARTERS.
MAY_END = _words(
    """
    ecc etc segg seg inc ltd corp co plc llc bros jr sr s.p.a s.r.l s.a.s s.n.c s.c s.a a.c d.c
    u.s u.k u.n u.s.a e.u u.e p.m a.m ph.d m.d b.a m.a l.a n.y al cm km kg mg ave blvd rd hwy
    """
)

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
