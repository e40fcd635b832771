"""Words that tell who is speaking, by class: the lexicon behind `framing.voice`.

Verbs stand in their base form and are inflected here; irregular ones are spelled out as
``base/third person/past/-ing`` or ``base/third person/past/-ing/participle``.
"""

from collections.abc import Iterator

__all__ = ["ATTRIBUTING", "CLASSES", "inflect"]

#: Verbs by what they say of the speech. Each class becomes a tag; what follows the tag is the
#: form: ``0`` base, ``F`` finite (third person, past), ``G`` -ing.
VERBS = {
    "SAY": """
        say/says/said/saying tell/tells/told/telling state declare announce add note explain
        remark comment observe reply respond answer write/writes/wrote/writing/written report
        recall remind inform proclaim testify mention conclude summarise summarize relate signal
        read/reads/read/reading shout mutter exclaim whisper cry joke
        quip/quips/quipped/quipping chant repeat reiterate reaffirm affirm indicate post tweet
        intone thunder rejoin opine muse venture recount narrate communicate interject""",
    "STRESS": """
        stress emphasise emphasize underline underscore insist maintain argue contend assert claim
        allege assure confirm acknowledge concede suggest admit/admits/admitted/admitting
        hint imply boast caution warn predict forecast/forecasts/forecast/forecasting
        complain protest lament lecture counter
        retort swear/swears/swore/swearing/sworn vow pledge promise threaten urge demand
        appeal ask advise hold/holds/held/holding plead/pleads/pleaded/pleading
        preach exhort""",
    "ACC": """
        accuse blame denounce condemn charge criticise criticize deplore decry attack lambast
        castigate rebuke chide berate scold indict fault mock ridicule thank praise hail
        commend salute welcome celebrate greet congratulate honour honor
        eulogise eulogize attribute""",
    "THINK": """
        believe think/thinks/thought/thinking reckon estimate calculate fear hope expect
        consider regard assess judge suspect doubt see/sees/saw/seeing/seen
        interpret worry foresee/foresees/foresaw/foreseeing/foreseen assume""",
    "CALL": """
        call describe dub/dubs/dubbed/dubbing label brand term name style refer characterise
        characterize title""",
    "DENY": """
        deny dismiss reject refute rebut/rebuts/rebutted/rebutting debunk disprove contradict
        discard dispute repudiate disavow belie/belies/belied/belying invalidate discredit
        disown expose""",
    "PORT": """
        portray depict cast/casts/cast/casting frame present paint liken equate invoke evoke
        picture caricature speak/speaks/spoke/speaking/spoken romanticise romanticize glorify
        mythologise demonise demonize clothe dress compare recast/recasts/recast/recasting
        sell/sells/sold/selling stage""",
}

#: Nouns and other words by class; plurals are spelled out or made by adding an s.
NOUNS = {
    "WHO": """
        minister ministry spokesman spokeswoman spokesperson president ambassador official army
        police government court agency general commander representative delegate delegation envoy
        senator mp mep leader analyst expert diplomat historian columnist author witness
        resident researcher newspaper radio television channel daily statement communique
        communiqué bishop archbishop patriarch governor mayor secretary chancellor premier
        chairman chairwoman chief officer correspondent observer party command mission embassy
        council committee organisation organization group union charity institute study lawyer
        prosecutor judge professor scholar member movement opposition authority regime kremlin
        veteran activist director press media capital parliament leadership editor editorial head
        king congressman congresswoman critic linguist economist sociologist philosopher adviser
        advisor pollster staff campaigner strategist commentator presenter lawmaker
        legislator rabbi imam priest pastor pope cardinal clergyman prince sheikh sultan emir
        soldier admiral colonel captain major brigadier marshal fighter rebel survivor refugee
        villager farmer teacher student doctor nurse worker speaker deputy frontbencher
        backbencher republican democrat conservative reporter journalist
        broadcaster weekly magazine paper website bulletin source aide insider investigator
        inspector rapporteur commissioner commission coordinator negotiator mediator monitor
        watchdog think-tank academic scientist physician epidemiologist theologian writer poet
        novelist actor widow mother father organiser organizer peer lady lord supporter""",
    "DISC": """
        narrative rhetoric framing discourse trope myth image imagery metaphor vocabulary language
        word phrase term formula slogan label line theme story tale talk propaganda expression
        epithet adjective verb lexicon script genre motif cliche cliché caricature portrait
        picture depiction description comparison analogy euphemism refrain mantra litany legend
        stereotype wording style version fable fiction conspiracy reading simile hyperbole noun
        adverb catchphrase catchword buzzword shorthand codeword dictionary glossary grammar
        register iconography symbolism mythology storyline plotline subtext messaging spin
        dichotomy binary jargon parlance idiom nickname""",
    "CLAIM": """
        notion claim allegation accusation charge assertion suggestion idea theory argument
        contention insinuation rumour rumor thesis pretence pretension pretext fantasy
        fabrication invention""",
    "PROOF": """
        evidence proof sign indication basis foundation substance ground support trace record
        fact footage document video photograph investigation inquiry""",
    "FALSE": """
        false falsely untrue unfounded baseless fabricated hoax debunked unproven nonsense absurd
        ridiculous wrong incorrect mistaken misleading inaccurate fake forged forgery invented
        supposed supposedly so-called purported purportedly unsubstantiated discredited
        preposterous ludicrous obscene groundless illusory fictitious bogus concocted
        nonsensical implausible spurious laughable grotesque""",
}
PLURALS = {
    "WHO": "ministries authorities agencies parties embassies charities dailies studies armies men",
    "DISC": "stories vocabularies conspiracies mythologies",
    "CLAIM": "theories fantasies",
    "FALSE": "",
    "PROOF": "inquiries",
}
_FUNCTION = """
    i we us our ours my me you your he she they them their theirs his her it its this that
    these those there here who whom whose which what when where why how if whether because
    since although though while as than then so such no not never nothing nobody none neither
    nor n't cannot without any anyone anybody anything everyone everybody only just merely
    simply ever once always again still already yet even the a an and or but of to in on at by
    for with from into about against between among under over after before during until is are
    was were be been being am do does did done has have had will would shall should can could
    may might must one two first both all some many few more most less own same other another
    each every mr mrs ms sir according whatever however else somebody someone itself
    themselves himself herself like quote quoted quoting cited citing words asked contrary
    true truth far nowhere no-one exist existed happened happen serve serves serves useful
    convenient easy function purpose
"""
#: Words that stand for themselves.
FUNCTION = frozenset(_FUNCTION.split())

#: Verb classes that give words to a speaker.
ATTRIBUTING = frozenset({"SAY", "STRESS", "ACC", "THINK", "CALL", "DENY"})


def inflect(verb: str) -> tuple[str, ...]:
    """Return base form, third person, past, -ing form (and participle, if another) of a verb.

    Examples
    --------
    >>> inflect("deny")
    ('deny', 'denies', 'denied', 'denying')
    >>> inflect("say/says/said/saying")
    ('say', 'says', 'said', 'saying')
    """
    if "/" in verb:
        return tuple(verb.split("/"))
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    third = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return verb, verb + third, verb + "ed", verb + "ing"


def _classes() -> Iterator[tuple[str, str]]:
    for tag, verbs in VERBS.items():
        for verb in verbs.split():
            for form, mark in zip(inflect(verb), "0FFGP", strict=False):
                yield form, tag + mark
    for tag, nouns in NOUNS.items():
        for noun in nouns.split():
            yield noun, tag
            if tag != "FALSE":
                yield noun + "s", tag
        for noun in PLURALS[tag].split():
            yield noun, tag


def _by_word() -> dict[str, str]:
    found: dict[str, str] = {}
    for word, tag in _classes():
        # Base and past are often one form ("read"): the finite one tells more.
        if word not in found or found[word].endswith("0"):
            found[word] = tag
    return {**found, **{word: word for word in FUNCTION}}


#: Class of each known word, in lower case.
CLASSES = _by_word()
