"""What no form may ask, found by its words. Pure.

An answer to any of it would be the very list that a persecutor wants, or would make somebody prove
what nobody can. Words alone are read, in the languages that Farshore comes with: what is meant by
others only a person sees, who ticks before publishing that nothing of it is asked.
"""

# ruff: noqa: E501  (the words of a rule stand together by language)
import re
import unicodedata
from collections.abc import Iterator, Mapping
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
    """Words that give a question away, and those beside which they are harmless."""

    words: str
    harmless: str = ""
    asked_only: bool = False  # An answer to choose may name it: "I heard of you on social media".


# Whom or what "when did you know" is about; also the people whose names are nobody's to give.
_WHO: Final = (
    r"\bgay|gai\b|lesb|homose|bisex|\btrans\b|transg|transs|queer|lgbt|orientat|gender|genre|genero|cinsiyet|cinsel|"
    r"гей|геи|геев|гея|лесби|лесбі|гомосекс|ориентац|орієнтац|бисекс|бісекс|лгбт|\bтранс\b|трансг|транссек|гендер|квир|"
    r"مثلي|ميول|هويت|متحول|گرایش|همجنس|ترنس|جنسیت|shoga|wasagaji|jinsia"
)
_MEDICINE: Final = (
    r"medic|medik|mediz|treat|traite|trata|\barv|лекар|лечен|препарат|ліки|лік[аи]|лікув|علاج|دواء|"
    r"ادوي|دارو|درمان|\bilac|tedavi|\bdawa|matibabu|remed"
)
_PASSPORT: Final = r"pass?e?port|pasaport|pasipoti|паспорт|جواز|گذرنامه|پاسپورت"
_SOMEBODY: Final = r"[^.?!؟]{0,60}"

RULES: Final[Mapping[Never, _Rule]] = {
    "intimate_acts": _Rule(
        r"sex(ual)? (act|practi[cs]e|contact|partner|li[fv]e|experience|relation|encounter)|"
        r"(had|have|having) sex\b|intercourse|sexually active|\bvirgin|"
        rf"pro(of|ve|ve that){_SOMEBODY}({_WHO})|(половой|половы[ех]|статев\w+) (акт|контакт|партн)|"
        r"сексуальн\w+ (акт|контакт|связ|партн|опыт|практик|жизн|стосун|досвід|житт)|секс[ау]? (с|з)\b|"
        rf"(докаж|доказ|доведіть|доказат){_SOMEBODY}({_WHO})|"
        r"(علاق|ممارس|افعال|شريك)\w* (ال)?جنسي|الجماع|(رابطه|روابط|شریک|عمل|تجربه) جنسی|سکس|"
        r"(rapport|acte|partenaire|relation|vie|experience)s? sexuel|"
        r"(relacion|acto|pareja|vida|experiencia)(es|s)? sexual|"
        r"cinsel (iliski|birlik|partner|deneyim|hayat|eylem)|"
        r"(relaca?o|relaco?es|ato|parceiro|vida|experiencia)s? sexua|\bngono\b|kujamiiana"
    ),
    "intimate_images": _Rule(
        r"\b(nude|naked|intimate|sexual|explicit) (photo|picture|image|video|selfie)|\bnudes\b|"
        r"(интимн|обнажен|голы|інтимн|оголен)\w* (фото|снимк|видео|изображ|знімк|відео|зображ)|"
        r"(صور|فيديو|مقاطع)\w* (ال)?(حميم|عاري|اباحي)|(عکس|تصویر|ویدیو|فیلم)\S* (برهنه|لخت|جنسی)|"
        r"(photo|image|video)s? (intime|nue|denude|explicite)|"
        r"(foto|imagen|imagem|video)\w* (intim|desnud|explicit|nua)|"
        r"(ciplak|mahrem) (foto|resim|goruntu|video)|picha za (uchi|utupu|faragha)"
    ),
    "when_known": _Rule(
        r"(when|how (long|old)|at what age)[^.?!]{0,30}\b(know|knew|known|realis|realiz|discover|"
        rf"notice|become|became|find out|found out){_SOMEBODY}({_WHO}|attract|different|who you are)|"
        rf"(когда|давно|в каком возрасте|коли){_SOMEBODY}(понял|осозна|узнал|почувств|заметил|зрозумі|"
        rf"усвідом|дізнал|відчул){_SOMEBODY}({_WHO}|влеч|потяг|не так)|"
        rf"(متى|منذ متى){_SOMEBODY}(عرفت|ادركت|اكتشفت|شعرت|علمت){_SOMEBODY}({_WHO}|مختلف)|"
        rf"(کی|چه زمان|چه وقت|چند سالگی){_SOMEBODY}({_WHO}){_SOMEBODY}(فهمید|شد|دانست|دریافت)|"
        rf"(quand|depuis quand){_SOMEBODY}(su|compris|realise|decouvert|conscience){_SOMEBODY}({_WHO})|"
        rf"cuando{_SOMEBODY}(supo|supiste|cuenta|descubri|entend){_SOMEBODY}({_WHO})|"
        rf"ne zaman{_SOMEBODY}({_WHO}){_SOMEBODY}(fark|anla|ogren|kesf)|"
        rf"quando{_SOMEBODY}(soube|perceb|conta|descobri|entend){_SOMEBODY}({_WHO})|"
        rf"lini{_SOMEBODY}(gundua|jua|tambua){_SOMEBODY}({_WHO})"
    ),
    "names": _Rule(
        r"\bnames?[^.?!]{0,24} (of|who are) (other|your (friend|partner|lover)|people|friends|everyone|"
        rf"anyone|members)|(who else|whom do you know|other people){_SOMEBODY}({_WHO})|"
        r"\bname (other|your friends|your lover)|"
        r"имен(а|ах)? (других|друзей|знакомых|партн|любим|тех,? кто)|имена и \w+ (других|друзей)|"
        rf"(кто ещ?е|кого вы знаете|хто ще|кого ви знаєте){_SOMEBODY}({_WHO})|"
        r"імена (інших|друзів|знайомих|партн|тих,? хто)|"
        r"(اسماء|اسم) (اشخاص|اخرين|الاخرين|اصدقا|من تعرف|الاشخاص)|نام\S* (دیگر|دوستان|افراد|کسانی)|"
        r"noms? (des|d’|d'|de vos) ?(autres|amis|ami|personnes|partenaires|membres)|"
        r"nombres? de (otr|sus amig|tus amig|amig|personas|parejas)|"
        r"(baska|diger) (insanlar|kisiler)\w* (ad|isim)|arkadaslar\w* (ad|isim)|"
        r"nomes? (de|dos|das) (outr|seus amig|amig|pessoas|parceir)|majina ya (watu|marafiki|wengine)"
    ),
    "hiv": _Rule(
        r"\bhiv\b|(?<!hearing )(?<!first )\baids\b|\bвич\b|\bспид|\bвіл\b|\bснід\b|الايدز|نقص المناعة|"
        r"ایدز|اچ.?ای.?وی|\bvih\b|\bsida\b|\bukimwi\b|\bvvu\b|seroposit|serostat",
        harmless=_MEDICINE,
    ),
    "social_media": _Rule(
        r"social (media|network)|facebook|instagram|tiktok|\btwitter|vkontakte|snapchat|grindr|tinder|"
        r"linkedin|соц(иальн\w+)?.?сет|соц(іальн\w+)?.?мереж|вконтакте|инстаграм|фейсбук|тикток|"
        r"التواصل الاجتماعي|فيسبوك|انستغرام|انستقرام|تيك توك|شبکه\S*.{0,3}اجتماعی|اینستاگرام|فیسبوک|"
        r"reseaux? socia|red(es)? socia|sosyal (medya|ag)|redes? socia|mitandao ya kijamii",
        asked_only=True,
    ),
    "biometrics": _Rule(
        r"fingerprint|biometr|biyometr|bayometr|биометр|біометр|face ?scan|facial recog|iris scan|"
        r"voice ?print|\bdna\b|\badn\b|\bднк\b|отпечат\w+ пальц|скан\w* лица|відбит\w+ пальц|بصم|"
        r"بيومتر|اثر انگشت|بیومتر|empreintes? digital|huellas? (dactilar|digital)|impresso?es digita|"
        r"impressao digital|parmak izi|alama za vidole",
        harmless=_PASSPORT,
    ),
    "secrets": _Rule(
        r"password|passcode|passphrase|\bpin\b|парол|пин-?код|пін-?код|كلمة (ال)?(سر|مرور)|"
        r"رمز (ال)?مرور|رمز عبور|گذرواژه|mot de passe|contrasena|\bsifre|\bparola|palavra-?passe|"
        r"\bsenha|nenosiri|nywila|(credit|debit|bank) card|bank account number|\biban\b|номер карт"
    ),
}
# Beside these a sentence of a hint says what not to write: "No names of other people".
_NOT_WORDS: Final = (
    r"\b(no|not|never|without|don’t|don't|без|не|ни|ні|никогда|ніколи|sans|pas|ne|aucun|jamais|sin|"
    r"nunca|ningun|sem|nao|nenhum|yok|olmadan|yazma|verme|hakuna|bila|usi|si)\b|mayin|meyin|"
    r"\b(لا|بدون|دون|بلا|نه|بی)\b|ن(نویس|گوی|یاور|فرست|ده)"
)
_SENTENCE: Final = re.compile(r"[.?!؟…\n]+")


def plain(text: str) -> str:
    """Return text as it is compared: small letters without marks, one space between words."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    kept = [
        sign
        for sign in unicodedata.normalize("NFKD", apart)
        if unicodedata.category(sign) not in {"Mn", "Cf"} and sign != "\u0640"
    ]
    return " ".join("".join(kept).split())


def _compiled(words: str) -> re.Pattern[str]:
    """Compile a rule's words, whose letters lose their marks as those of a text do."""
    signs = unicodedata.normalize("NFKD", words)
    return re.compile("".join(sign for sign in signs if unicodedata.category(sign) != "Mn"))


_NOT: Final = _compiled(_NOT_WORDS)
_FOUND: Final = {
    never: (
        _compiled(rule.words),
        _compiled(rule.harmless) if rule.harmless else None,
        rule.asked_only,
    )
    for never, rule in RULES.items()
}


def found_in(text: str, *, telling: bool = False, answer: bool = False) -> Iterator[Never]:
    """Yield what a text asks for and none may.

    ``telling`` is for hints and reasons: a sentence that says *not* is let through. ``answer`` is
    for answers to choose.
    """
    sentences = [plain(one) for one in _SENTENCE.split(text)]
    if telling:
        sentences = [one for one in sentences if not _NOT.search(one)]
    for never, (words, harmless, asked_only) in _FOUND.items():
        if answer and asked_only:
            continue
        if any(words.search(one) and not (harmless and harmless.search(one)) for one in sentences):
            yield never
