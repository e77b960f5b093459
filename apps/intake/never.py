"""What no form may ask, found by its words. Pure.

An answer to any of it would be the very list that a persecutor wants, or would make somebody prove
what nobody can. Words alone are read, in the languages that Farshore comes with: what is meant by
others only a person sees, who ticks before publishing that nothing of it is asked.
"""

# ruff: noqa: E501  (the words of a rule stand together by language)
import re
import unicodedata
from typing import Final, Literal, NamedTuple

Never = Literal[
    "intimate_acts",
    "intimate_images",
    "when_known",
    "names",
    "hiv",
    "social_media",
    "biometrics",
    "secrets",
]


class _Rule(NamedTuple):
    """What gives a question away: of one row, all words in one sentence, in whatever order."""

    never: Never
    words: tuple[str, ...]
    harmless: str = ""  # Beside these it is meant otherwise.
    asked_only: bool = False  # An answer to choose may name it: "I heard of you on social media".


# Whom or what "when did you know" is about; also the people whose names are nobody's to give.
_WHO: Final = (
    r"\bgay|gai\b|lesb|lezb|homose|bisex|biseks|\btrans\b|transg|transs|transex|transeks|queer|lgbt|same.sex|orientat|gender|genre|genero|cinsiyet|cinsel|escinsel|\bgey|yonelim|orientac|orientasyon|"
    r"гей|геи|геев|геям|гея|геем|геїв|лесби|лесбі|гомосек|ориентац|орієнтац|бисекс|бісекс|лгбт|\bтранс\b|трансг|транссек|гендер|квир|квір|однопол|одностат|"
    r"مثلي|ميول|هويت|متحول|عابر\w* جنس|سحاقي|گرایش|همجنس|دوجنس|ترنس|تراجنس|جنسیت|shoga|wasagaji|msagaji|jinsia"
)
_PROOF: Final = (
    r"\bproof|\bprov(e|ing)\b|\bevidence|demonstrate|докаж|доказ|подтверд|доведіть|довести|підтверд|اثبت|تثبت|اثبات|دليل|ادله|دلایل|مدرک|مدارک|ثابت کن|شواهد|"
    r"\bpreuve|prouve|demontre|\bprueba|\bprobar|demostrar|demuestr|kanit|ispat|\bprovas?\b|\bprovar\b|comprov|demonstr|thibitish|ushahidi"
)
_MEN: Final = (
    r"\bm[ae]n\b|wom[ae]n|\bboys?\b|\bgirls?\b|boyfriend|girlfriend|someone|anyone|same sex|мужчин|женщин|парн|девушк|чолов|жінк|хлопц|дівчин|رجل|رجال|امراه|نساء|مرد|زن\b|زنی|"
    r"\bhommes?\b|\bfemmes?\b|garcon|\bfille|\bhombre|\bmujer|chico|chica|erkek|kadin|\bhome(m|ns)\b|\bmulher|mwana(um|mk)e|wana(um|wak)e"
)
_IMAGE: Final = (
    r"photo|picture|\bimage|\bvideo|selfie|\bpics?\b|фото|снимк|снимок|видео|изображ|знімк|знімок|відео|зображ|\bصور|فيديو|مقاطع|مقطع|عکس|تصویر|تصاویر|ویدیو|ویدئو|فیلم|"
    r"\bfoto|imagen|imagem|resim|resm|goruntu|\bpicha"
)
_NAKED: Final = (
    r"\bnudes?\b|naked|intimate|sexual|explicit|erotic|without (any )?cloth|in bed\b|интимн|обнаж|\bгол(ы[хей]|ое|ая|ый)\b|эротич|без одежд|в постели|інтимн|оголен|\bгол[іи]\b|еротич|без одяг|"
    r"حميم|عاري|عرايا|اباحي|دون ملابس|برهنه|لخت|جنسی|بدون لباس|\bintim|\bnue?s?\b|denud|explicit|erotiqu|sans vetement|desnud|sin ropa|ciplak|mahrem|\bnuas?\b|sem roupa|\buchi\b|utupu|faragha"
)
_WHEN: Final = (
    r"\bwhen (did|do|have|had|were|was)\b|\bhow (did|have) you|\bhow long|\bhow old|what age|always|когда|давно|в каком возрасте|с какого|во сколько|\bколи\b|у якому віці|з якого|скільки років|"
    r"متى|في اي (سن|عمر)|كم كان عمر|کی\b|چه زمان|چه وقت|چند سالگی|چه سن|quand|quel age|cuando|que edad|ne zaman|kac yas|hangi yas|quando|que idade|\blini\b|umri gani"
)
_KNEW: Final = (
    r"\bkn(o|e)w|known|realis|realiz|discover|notice|\bbec(a|o)me|f(i|ou)nd out|underst(an|oo)d|\bfe(el|lt)\b|\bc(a|o)me out|\baware|понял|поним|осозна|узнал|знаете|почувств|заметил|зрозумі|усвідом|дізнал|відчул|знаєте|"
    r"عرف|ادرك|اكتشف|شعرت|علمت|فهمت|فهمید|متوجه|شدید|دانست|دریافت|\bsu\b|\bsaviez|compris|realise|decouvert|conscience|\bsupo|supiste|cuenta|descubri|entend|fark|anla|ogren|kesf|soube|perceb|\bconta\b|gundua|ulijua|kujua|ulipojua|tambua"
)
_SINCE: Final = (
    r"(since when|how long have you been|как давно|с какого возраста|давно ли|як давно|чи давно|منذ متي|از کی|از چه زمانی|depuis quand|desde cuando|ne zamandan beri|desde quando|tangu lini)"
    r"( \S+){0,2} \S*"
)
_LOVED: Final = r"attract|in love\b|c(a|o)me out(?! of)|влеч|привлека|влюб|о себе|каминг|потяг|вабл|закох|про себе|عاشق|attir|tomb\w+ amour|enamor|atra[ei]|apaixon"
_APART: Final = r"different|who you are|whom you love|не так|кто вы|хто ви|مختلف|diferent|tofauti"
_NAME: Final = r"\bnames?\b|\bname[ds]?\b|\bимен|\bимя\b|фамили|\bфио\b|как зовут|назовите|перечислите|\bімен|\bім(’|'|ʼ)?я\b|прізвищ|як звати|назвіть|اسم|اسماء|\bنام|اسامی|\bnoms?\b|prenom|\bnombres?\b|\bad(i|lari|iniz)\w*|isim|ismi|\bnomes?\b|\bjina|majina"
_OTHERS: Final = (
    r"\bother (people|person|gay|men|women|members)|friends?\b|\blover|\bpartner(’?s)?\b(?! org)|boyfriend|girlfriend|acquaintance|\bcolleagues|people (you|who|like)|everyone|anyone|members|men you|women you|in your community|"
    r"других (люд|лиц|геев|член|участ|друз)|другого человека|друзей|друзья|знаком|партн|любим|парня|девушки|тех,? кто|из сообщества|інших (люд|осіб|друз|геїв)|друзів|знайом|тих,? хто|хлопця|дівчини|اشخاص|اخرين|اصدقا|صديق|شريك|من تعرف|حبيب|(افراد|اشخاص|کسان|آدم های) دیگر|دیگران|دوستان|دوست |افراد|کسانی|شریک|آشنا|"
    r"autres (personnes|amie?s|gens|membres|homme|femme)|\bamie?s?\b|partenaire|petite? ami|personnes|membres|\botr[ao]s? (persona|amig|gente|hombre|mujer|miembro)|amig|pareja|novi[ao]\b|de personas|(baska|diger) (insan|kisi|uye)|arkadas|sevgili|partner|insanlar|outr[ao]s? (pessoa|amig|gente|homem|homens|mulher|membro)|de pessoas|parceir|namorad|watu|wengine|mwingine|rafiki|mpenzi"
)
_KNOWING: Final = (
    r"who else|whom else|which other|(do|whom|that|people) (do )?you know|do you know (any|other|of)|who are your|\bother|кого|кто еще|каких|других|знаете ли вы|назовите|перечислите|хто ще|яких|інших|назвіть|هل تعرف|من تعرف|اخرين|می شناسید|میشناسید|دیگر|"
    r"qui d|connaissez|conoce|quien mas|baska|tanidig|kimleri|conhece|quem mais|mwingine|wengine|unaye?jua|unaowajua"
)
_GROUP: Final = r"organi[sz]|организ|організ|منظم|سازمان|association|asoc|associa|orgut|kurulus|dernek|shirika|helpline|country|стран|країн|pays\b|pais\b|ulke|nchi"
_ACT: Final = (
    r"sex(ual)? (act|practi[cs]e|contact|partner|li[fv]e|experience|relation|encounter)|(had|have|having|gay) sex\b|sex with|intercourse|sexually active|\bvirgin|ma(k|d)e love|\btop or (a )?bottom|"
    r"полов(ой|ы[ехм]|ую|ая|ое) (акт|контакт|партн|жизн|связ|отнош|сноше)|статев\w+ (акт|контакт|партн|житт|стосун)|интимн\w+ (близост|отнош|связ|жизн|контакт)|інтимн\w+ (близьк|стосун|зв|житт|контакт)|"
    r"сексуальн\w+ (акт|контакт|связ|партн|опыт|практик|жизн|отнош|стосун|досвід|житт)|\bсекс(а|у|ом|і)?\b|занима\w+ любов|кохалис|актив\w* (или|чи|або) пас+ив|"
    r"(علاق|ممارس|افعال|شريك|شركا)\w* (ال)?جنسي|مارست\w* الجنس|ممارسه الجنس|الجنس مع|الجماع|(رابطه|روابط|شریک|عمل|تجربه)\w* جنسی|سکس|همخواب|همبستر|"
    r"(rapport|acte|partenaire|relation|vie|experience)s? sexuel|f(ait|aire) l.amour|(relacion|acto|pareja|vida|experiencia)(es|s)? sexual|(tenido|tener|tuvo|tiene|hecho|hacer|fez|fazer|feito|teve|ter) sexo|sexo com\b|sexo con\b|"
    r"cinsel (iliski|birlik|partner|deneyim|hayat|eylem)|\bseks\b|sevis(ti|me)|(relaca?o|relaco?es|ato|parceiro|vida|experiencia)s? sexua|\bngono\b|kujamiiana|fanya mapenzi"
)
_SLEPT: Final = r"\bslept with|sleep with|been intimate|спал\w*|переспа|близост|\bنمت مع|خوابید|couche avec|couchee? avec|acostado con|acosto con|dormido con|\byatt|birlikte ol|dormiu com|dormido com|umelala na|kulala na|ulilala na"
_MEDICINE: Final = (
    r"medic|medik|mediz|treat|traite|trata|\barv|лекар|лечен|препарат|ліки|лік[аи]|лікув|علاج|دواء|"
    r"ادوي|دارو|درمان|\bilac|tedavi|\bdawa|matibabu|remed"
)
_PASSPORT: Final = r"pass?e?port|pasaport|pasipoti|паспорт|جواز|گذرنامه|پاسپورت"
_UNLOCK: Final = (
    r"unlock|passcode|разблокир|розблок|فتح|رمز|باز کردن|deverrou|desbloqu|\bclave|\bkilid|kufungua"
)
_PHONE: Final = r"phone|device|screen|\bcode|\bкод|телефон|экран|устройств|екран|пристр|هاتف|جوال|گوشی|تلفن|ecran|telefon|movil|celular|telemovel|\bcodigo|simu\b"
_FACE: Final = r"\bfaces?\b|\bлица\b|обличч|وجه|چهره|visage|\bcara\b|\byuz|rosto|\buso\b"
_HIV: Final = (
    r"\bhiv\b|(?<!hearing )(?<!first )\baids\b|\bвич\b|\bспид|\bвіл\b|\bснід\b|الايدز|نقص المناعة|"
    r"ا[تی]?[شچ].?اي.?(في|وي)|ایدز|\bvih\b|\bsida\b|ukimwi\b|\bvvu\b|seroposit|serostat"
)
_SOCIAL: Final = (
    r"social (media|network)|face.?book|\bfb\b|insta.?gram|\binsta\b|tik.?tok|\btwitter|vkontakte|\bvk\b|snapchat|grindr|\btinder|telegram.?(channel|account)|телеграм.?канал|your (\w+ )?profile|профил|"
    r"linkedin|соц(иальн\w+)?.?сет|соц(іальн\w+)?.?мереж|вконтакте|\bвк\b|инстаграм|інстаграм|фейсбук|тикток|тікток|"
    r"التواصل الاجتماعي|وسائل التواصل|فيسبوك|فيس بوك|انستغرام|انستقرام|تويتر|تيك توك|شبکه\S*.{0,3}اجتماعی|اینستاگرام|توییتر|"
    r"reseaux? socia|red(es)? socia|sosyal (medya|ag)|redes? socia|mitandao ya kijamii"
)
_BODY: Final = (
    r"finger ?print|biometr|biyometr|bayometr|биометр|біометр|face ?scan|facial recog|(iris|retina) scan|"
    r"voice ?print|\bdna\b|\badn\b|\bднк\b|отпечат\w+ пальц|скан\w* (лица|обличчя)|відбит\w+ пальц|بصم|"
    r"بيومتر|الحمض النووي|اثر انگشت|اسکن چهره|empreintes? digital|huellas? (dactilar|digital)|impresso?es digita|"
    r"impressao digital|parmak izi|yuz tarama|alama za vidole"
)
_OPENING: Final = (
    r"pass.?word|passcode|passphrase|\bpin\b|\bcvv\b|парол|\bпин\b|пин-?код|пін-?код|كلمة (ال)?(سر|مرور)|الرقم السري|"
    r"رمز (ال)?مرور|رمز عبور|گذرواژه|پسورد|mot de passe|contrasena|\bsifre|\bparola|palavra-?passe|"
    r"\bsenha|nenosiri|nywila|(credit|debit|bank) card|\biban\b|банковск\w+ карт|банківськ\w+ карт|реквизит"
)

RULES: Final[tuple[_Rule, ...]] = (
    _Rule("intimate_acts", (_ACT,)),
    _Rule("intimate_acts", (_SLEPT, _MEN)),
    _Rule("intimate_acts", (_PROOF, _WHO)),
    _Rule("intimate_images", (r"\bnudes\b",)),
    _Rule("intimate_images", (_IMAGE, _NAKED)),
    _Rule("intimate_images", (r"private video|приватн\w+ видео|فیلم خصوصی|video privee",)),
    _Rule("when_known", (_WHEN, _KNEW, f"{_WHO}|{_LOVED}|{_APART}")),
    _Rule("when_known", (_WHEN, _LOVED)),
    _Rule("when_known", (f"{_SINCE}({_WHO})",)),
    _Rule("names", (_NAME, _OTHERS), harmless=_GROUP),
    _Rule("names", (_KNOWING, _WHO), harmless=_GROUP),
    _Rule(
        "hiv",
        (_HIV,),
        harmless=_MEDICINE,
    ),
    _Rule(
        "social_media",
        (_SOCIAL,),
        asked_only=True,
    ),
    _Rule(
        "biometrics",
        (_BODY,),
        harmless=_PASSPORT,
    ),
    _Rule(
        "biometrics",
        (
            r"\bscan|\bsample|образ(ец|цы)|зразо?к|عينة|نمونه|echantillon|muestra|ornek|amostra|sampuli|recording|запис",
            rf"{_FACE}|voice|\bblood|\biris|голос|\bкров|صوت|صدا|\bvoix|\bvoz|\bses\b|sauti",
        ),
        harmless=_PASSPORT,
    ),
    _Rule("biometrics", (rf"{_IMAGE}|skani", _FACE), harmless=_PASSPORT),
    _Rule("biometrics", (r"selfie|селфи|селфі|سيلفي|سلفی",), harmless=_PASSPORT),
    _Rule(
        "secrets",
        (_OPENING,),
    ),
    _Rule("secrets", (_UNLOCK, _PHONE)),
    _Rule(
        "secrets",
        (
            r"\bnumber|номер|رقم|شماره|numero|numar|namba",
            r"(credit|debit|bank).?card|bank account|\bсчета\b|рахунку|حساب بنكي|حساب بانکی|compte bancaire|cuenta bancaria|conta bancaria|banka hesab|\bкарт(ы|ки|очк)|البطاقة|حسابك|\bکارت|\bcarte (ban|de cr|bleue)|\bde (votre )?carte\b|tarjeta|\bkart\b|cartao|\bkadi\b",
        ),
    ),
)
# Beside these a sentence of a hint says what not to write: "No names of other people".
_NOT_WORDS: Final = (
    r"\b(no|not|never|without|don’t|don't|без|не|ни|ні|никаких|жодних|никогда|ніколи|sans|pas|ne|aucun|jamais|sin|"
    r"nunca|ningun|sem|nao|nenhum|yok|olmadan|yazma|verme|hakuna|bila|usi|si)\b|mayin|meyin|"
    r"\b(لا|بدون|دون|بلا|نه|بی)\b|ن(نویس|گوی|یاور|فرست|ده)"
)
# Which says the opposite: "not only yours".
_NOT_ONLY: Final = r"\bnot only|не только|не лише|не тільки|pas seulement|non seulement|no solo|nao (so|apenas)|si tu\b|ليس فقط|نه (تنها|فقط)"
_SENTENCE: Final = re.compile(r"[.?!؟…\n]+")
# Letters one by one are a word all the same: "H.I.V.", "p a s s".
_SPELT: Final = re.compile(r"(?<!\w)\w(?:[ .\-_*]{1,2}\w(?!\w)){2,}")
# Letters that look the same to whoever reads the page.
_LATIN: Final = str.maketrans("авекмнорстухіјѕԁԛԝһαβεηικνορτυχ", "abekmhopctyxijsdqwhabehiknoptux")
_CYRILLIC: Final = str.maketrans("abekmhopctyxij", "авекмнорстухіј")
_MIXED: Final = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u052f])\w+")
# One letter of two keyboards, and Turkish without its dot.
_SAME: Final = str.maketrans("یىکةۀı", "ييكههi")


def _bare(text: str) -> str:
    """Return text as it is compared: small letters without marks."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    kept = [
        sign
        for sign in unicodedata.normalize("NFKD", apart)
        if unicodedata.category(sign) not in {"Mn", "Cf"} and sign != "\u0640"
    ]
    return "".join(kept).translate(_SAME)


def _compiled(words: str) -> re.Pattern[str]:
    """Compile words whose letters become those of a text that is compared."""
    signs = unicodedata.normalize("NFKD", words)
    kept = (sign for sign in signs if unicodedata.category(sign) not in {"Mn", "Cf"})
    return re.compile("".join(kept).translate(_SAME))


_NOT: Final = _compiled(_NOT_WORDS)
_ONLY: Final = _compiled(_NOT_ONLY)
_RULES: Final = [
    (rule, [_compiled(words) for words in rule.words], _compiled(rule.harmless or r"(?!)"))
    for rule in RULES
]


def found_in(text: str, *, telling: bool = False, answer: bool = False) -> list[Never]:
    """Return what a text asks for and none may.

    ``telling`` is for hints and reasons: a sentence that says *not* is let through. ``answer`` is
    for answers to choose.
    """
    found = {
        rule.never
        for sentence in _sentences(text, telling=telling)
        for rule, words, harmless in _RULES
        if not (answer and rule.asked_only)
        and all(each.search(sentence) for each in words)
        and not harmless.search(sentence)
    }
    return [never for never in dict.fromkeys(rule.never for rule in RULES) if never in found]


def _sentences(text: str, *, telling: bool) -> set[str]:
    """Return what is looked at by itself: each sentence, and a question as a whole."""
    bare = _SPELT.sub(lambda spelt: re.sub(r"[ .\-_*]", "", spelt[0]), _bare(text))
    apart = [" ".join(one.split()) for one in _SENTENCE.split(bare)]
    if telling:
        apart = [one for one in apart if not _NOT.search(_ONLY.sub("", one))]
    else:
        apart.append(" ".join(apart))
    read = [(one, _in_one(one, _LATIN), _in_one(one, _CYRILLIC)) for one in apart if one]
    return {one for ways in read for one in ways}


def _in_one(text: str, alphabet: dict[int, int]) -> str:
    """Return text with the words that mix alphabets in one of them."""
    return _MIXED.sub(lambda word: word[0].translate(alphabet), text)
