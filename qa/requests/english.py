"""Define how English requests are worded (see `Phrasings`)."""

from fonti.qa.requests.phrasings import Phrasings

# Words and groups of words that phrases share, by the names that stand for them in braces.
_FRAGMENTS = {
    "file": "document|file|text|article|paper|pdf",
    "files": "documents|files|texts|articles|papers|pdfs",
    "library": "library|index|archive|corpus|collection|memory",
    "summary": "summary|overview|synopsis|outline|recap|abstract|digest|tl ?dr|gist",
    "can": (
        "(could|can|would|will) you( please| kindly)?|i (want|need|would like|d like)( you)?( to)?"
    ),
    "show": (
        "({can} )?(find|show|list|give|get|search( for)?|look (for|up)|highlight|locate|see)( me"
        "| us)?"
    ),
    "make": "({can} )?(give|write|make|show|have|get)( me| us)?|{can}",
    "summarize": "({can} )?(summari[sz]e|sum up|recap|outline)",
    "written_work": (
        "(letter|e ?mail|message|reply|response|poem|story|essay|article|post|tweet|speech|report"
        "|text|song|code|script|table|chart|picture|image|drawing|translation|slide|presentation"
        "|map|comparison|quiz|joke)s?"
    ),
    "all": "all( of)?( the)?|every|each|any|the",
    "show_all": "({show}|{can}) {all}|all( of)?( the)?|every",
    "mention": "(mention|occurrence|reference|citation|instance)s?",
    "part": "(passage|place|sentence|part|paragraph|point|time|spot|section|page|line)s?",
    "parts": "passages|places|sentences|parts|paragraphs|points|sections|pages|lines",
    "mentioned": "mentioned|cited|referenced|referred to|talked about",
    "speaks": "mentions?|(talk|speak)s? (about|of)|refers? to|cites?",
    "word": "the (words?|phrase|expression|string)",
    "a_section": "(the )?(section|chapter|paragraph)( (called|titled|entitled))?",
    "in_which": "in (which|what) ({files}|{file}|{parts})",
    "in_documents": "( in ((the|this|these|my|your|all|all the) )?({files}|{file}))?",
    "system": "system|program|tool|app|application|site|page|assistant|chat|service",
    "machine": (
        "ai|artificial intelligence|robot|bot|chat ?bot|human( being)?|person|program|machine"
        "|computer|language model|llm|search engine|assistant"
    ),
    "greeting": (
        "hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day|night)|good ?bye"
        "|bye( bye)?|see you( later| soon)?|have a (nice|good|great) (day|evening|one)|nice to "
        "meet you|how (are you|s it going|is it going)( doing)?( today)?|what s up|heya|yo|ciao"
        "|(best |kind )?regards|morning|evening|happy (monday|tuesday|wednesday|thursday|friday"
        "|saturday|sunday|new year)|see ya"
    ),
    "after_greeting": (
        "(to )?(you|you all)|there|everyone|everybody|all|again|fonti|dear|friend|(i m|i am|my "
        r"name is) \w+"
    ),
    "thanks": (
        "thanks( a lot| so much| again| very much)?|thank you( very much| so much| again)?|thx"
        "|many thanks|cheers|ok|okay|great|perfect|excellent|awesome|amazing|cool|wonderful"
        "|brilliant|super|(very )?good|well done|got it|i see|(i )?understood|i understand|al "
        "?right|all (right|good|clear|done)|right|fine|sure|of course|yes( please)?|yeah|yep|no"
        "|nope|exactly|correct|agreed|sounds good|(that )?makes sense|interesting|wow|never ?mind"
        "|nothing else|(crystal )?clear|that s (all|it|great|fine|good)|no problem|you re welcome"
        "|ah|oh|h?m+|that help(s|ed)|(great|good|nice|perfect|excellent) (answer|job|work)|((you "
        "ve been|you have been|you are|you re|that was|very|really|so) )*(helpful|useful|clear"
        "|kind|nice)"
    ),
    "after_thanks": (
        "kindly|like that|a lot|indeed|for (your |the )?(help|answers?|information|info"
        "|everything|that)|fonti"
    ),
}

# What asks about the assistant itself: "What can you do?"
_ABOUT = (
    "(who|what)( exactly)? are you( exactly)?|introduce yourself|tell me about yourself",
    "(what s|what is|what are) your (name|purpose|features?|functions?|role|goal|abilities"
    "|capabilities|limits|job|task)",
    "what (kind|type|sort) of {machine} are you|who am i (talking|speaking) (to|with)|who is fonti",
    "how (can|do|should) i ask( you)? (a question|questions|something)",
    "what can i do (here|with (you|fonti))|i (do not|don t) know (what|how) to (ask|do)",
    "what you can do|how you work|who you are",
    "what (can|could|do) you do( for (me|us))?|what are you (for|able to do|capable of)",
    "(i need )?help|help me",
    "(can|could) you help( me| us)?|how can you help( me| us)?",
    "how do you work|how (do|can|should) (i|we) use (you|fonti|this {system})",
    "how does (fonti|this {system}) work",
    "(what s|what is) (fonti|this {system})|what does (fonti|this {system}) do",
    "what (can you tell me|are you able to do)|i (do not|don t) understand how (you work|this( "
    "{system})? works)",
    "what (questions )?(can|may|should|could) i ask( you)?",
    "are you ((an|a) )?(real )?{machine}",
    "are you (chat ?gpt|gpt|siri|alexa|claude|gemini|copilot|real)",
    "who (made|created|built|programmed) you",
)

# What asks which documents there are: "Which documents do you have?"
_DOCUMENTS = (
    "(which|what|how many) (documents|files|sources|texts) do you (have|know|use|read|search|see"
    "|work with)( access to| available)?",
    "(which|what) (documents|files|sources|texts) (can|may) i (consult|read|search|use|ask about)",
    "do you have (any|some|other) (documents|files)",
    "(document|file)s? list|available (documents|files)",
    "(which|what|how many) (documents|files|sources) (have you( got| read| indexed)?|can you "
    "(read|see|search))",
    "(which|what|how many) (documents|files|sources) are (there|available|indexed|loaded|you "
    "(searching|using|reading))( in (the|your) {library})?",
    "(what s|what is) in (your|the) {library}|what have you (read|indexed)",
    "(({show}|make) )?(the |a )?list of (all )?(the |your |my )?(available )?(documents|files)",
    "{show} (all )?(the |your |my )?(available )?(documents|files)( you have| available)?",
    "(what|which) are (your (sources|documents|files)|the (available )?documents( you have)?)",
    "(what|which) (documents|files|sources) (are (your answers|you) based on)",
)

# What asks for the main points of documents: "What is it about?"
_OVERVIEW = (
    # Before those of documents, one of which may be called "The section".
    "what (does|do) {a_section} {section} (say|talk about|deal with|cover|contain)",
    "what (is|s) {a_section} {section} about",
    "{summarize} {a_section} {section}",
    "what (is|are|s) {document} (all )?about|what {document} (is|are) (all )?about",
    "what (is|s) (written )?in {document}",
    "what (does|do|did) {document} (talk about|say|contain|deal with|cover|discuss|tell)",
    "(briefly|in short|in brief|in a few words) what ((is|are) {document} about|(does|do) "
    "{document} say)",
    "{summarize}( it)?( briefly)?",
    "{summarize} {document}( briefly)?",
    "{summarize} {name}",
    "({make} )?((a|an|the) )?(brief |short |quick |general )?{summary}( (of|for) {document})?",
    "({make} )?((a|an|the) )?(brief |short |quick |general )?{summary} (of|for) {name}",
    "((what are|list|give me|tell me) )?the (main|key|most important|essential) (points|ideas"
    "|topics|takeaways|themes)( (of|in|from) {document})?",
    "((what s|what is) )?(the )?(main |general |central )?(contents?|topic|subject|theme|gist"
    "|point|message|idea) of {document}",
    # After those without a name, which say "it" or "the documents".
    "what (is|are|s) {name} (all )?about",
    "what (does|do) {name} (talk about|deal with)",
)

# What asks for every sentence that mentions something: "Find all mentions of Rome"
_MENTIONS = (
    "{show_all} {mention} (of|to) ({word} )?{subject}{in_documents}",
    "{show_all} ({part}|{files}|{file}) (about|on|where (it|they) {speaks}|(that|which|where) "
    "({speaks}|contains?|(is|are) about)|mentioning|containing|citing|talking about|with) "
    "({word} )?{subject}{in_documents}",
    "({show} )?(all (the )?times|every time|everywhere)( that| where)? {subject} (is|are) "
    "{mentioned}{in_documents}",
    "({show} )?where (is|are) {subject} {mentioned}{in_documents}",
    "(is|are) there (any |some |a )?{mention} (of|to) {subject}{in_documents}",
    "(find|search( for)?|look for) {one_word} in ((all )?the|these|my|your|all) ({files}|{file})",
    "{in_which} do (they|the {files}) {speaks} {subject}",
    "{show} where {subject} (is|are) {mentioned}{in_documents}",
    "where (does|do) (it|they|the {file}|the {files}) {speaks} {subject}{in_documents}",
    "{show} where (it|they|the {file}|the {files}) {speaks} {subject}",
    "(where|how (often|many times)|{in_which}) (does|do) ({word}|the (name|term)) (?!of "
    "){subject} (appear|occur){in_documents}",
    "(which|what) (documents?|files?|texts?|articles|sources?) ({speaks}|(is|are) about"
    "|contains? {word}) ({word} )?{subject}",
    "{in_which} (is|are) {subject} {mentioned}",
    "how (often|many times) (is|are) {subject} {mentioned}{in_documents}",
    "(search for|search|look for|find) {word} {subject}{in_documents}",
)

# What quotations cannot do, such as writing, translating, calculating or judging: "Write a poem"
_UNSUPPORTED = (
    # A free end only after an imperative: "Can you compare prices?" may be asked of the documents.
    "(translate|rewrite|rephrase|paraphrase|simplify|proofread|shorten|calculate|compute|predict"
    "|guess)( .+)?",
    "({can} )?(translate|rewrite|rephrase|paraphrase|simplify|correct|proofread|shorten|compare) "
    "{document}( (in|into|to) .+)?",
    "compare ((the|these|those|both|two) .+|.+ (and|with|to|versus|vs) .+)|extract (the|all) .+",
    "(a |the )?translation( of {document})? into (italian|english)",
    "({can} )?(write|compose|draft|invent|draw|generate|create|make( up)?|prepare|tell|sing"
    r"|send)( me| us)? (a|an|the|some)( \w+)? {written_work}( .+)?",
    "({can} )?explain .+ in (your own|simple|simpler|other|different|plain) (words|terms)",
    r"{show}( a list of)?( all)? (the )?\w+( \w+)? (that are |which are )?(mentioned|cited"
    "|named){in_documents}",
    "(so )?what (do|would) you (think|say|believe|recommend|suggest|prefer)( (about|of)( .+)?)?",
    "what would you do|in your (opinion|view)( .+)?",
    "(what s|what is|tell me|give me) your (opinion|view|favou?rite|advice|judge?ment|take)( .+)?",
    "do you (agree|like|think|believe)( .+)?",
    "(what s|what is|how s|how is) the weather( like)?( today| tomorrow| outside| here| now)?",
    "what (time|day) is it( today| now)?|what day is today|what is (the time|today s date)",
    "what (is|are|s) the differences? between (the|these|those)( two| three)? {files}",
    r"(how much is|what is|what s) \d[\d ]*((times|plus|minus|divided by|x) [\d ]+)+",
)

# What asks about the assistant only if nothing was asked before.
_ABOUT_AT_START = ("(what s|what is) this|how (does this work|do i use this)",)

ENGLISH = Phrasings(
    language="en",
    prefixes=(
        "please|hi|hello|hey|ok|okay|so|well|now|then|and|thanks|great|sorry|excuse me|((can"
        "|could) you )?(tell me|explain( to me)?)"
    ),
    suffixes="please|thanks|thank you|for me",
    fragments=_FRAGMENTS,
    document_fragments={
        "unnamed": {
            "document": "(the|this|that|my|your)( same)? {file}|this|that|it",
        },
        "all": {
            "document": (
                "(all )?(of )?(the|these|those|my|your) {files}|all {files}|(each|every) {file}"
                "|everything|all of them|they"
            ),
        },
    },
    phrases={
        "greeting": ("{greeting}( {greeting}| {after_greeting})*",),
        "thanks": ("{thanks}( {thanks}| {after_thanks})*",),
        "about": _ABOUT,
        "documents": _DOCUMENTS,
        "overview": _OVERVIEW,
        "mentions": _MENTIONS,
        "unsupported": _UNSUPPORTED,
        "incomplete": (
            "and|but|or|so|then|well|eh|huh",
            "(and|but) (he|him|she|her|it|they|them|this|that)",
        ),
    },
    phrases_at_start={"about": _ABOUT_AT_START},
)
