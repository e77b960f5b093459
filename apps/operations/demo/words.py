"""What invented people write: nobody here exists, and nothing here happened."""

import random
import re
from typing import Any, Final

NAMES: Final = {
    "en": ("Sam", "River", "Jay", "Robin", "Noor", "Sky", "A friend", "M."),
    "ru": ("Саша", "Женя", "Н.", "Тоня", "Валя", "Никто", "Ким", "Сосед"),
    "ar": ("نور", "سما", "ن.", "جود", "رضا", "أمل", "ضياء", "صديق"),
}

# No two people tell the same: of what stands in brackets one is chosen.
STORIES: Final = {
    "en": (
        (
            "My [cousin|brother|aunt|flatmate|father-in-law] saw messages on my [phone|old phone|laptop|"
            "tablet|work computer] and told [the whole house|my parents|half the street|my uncle|the "
            "imam]. [My uncles|My brothers|His friends|Two cousins|The elders] say they will come on "
            "[Friday|Monday|the day of the feast|pay day|Sunday night]. I left with [one bag|only my "
            "papers|a coat and a charger|what I wore|two bags] and I am sleeping at [a colleague’s place|"
            "a friend’s shop|the back of a bakery|a cheap hostel|a teacher’s flat]."
        ),
        (
            "The police came to [the office|our flat|my school|the clinic|my mother’s house] [twice|three "
            "times|again last night|on Tuesday|before dawn] and asked for me by name. [Two|Three|Four] "
            "people from our [group|choir|reading circle|legal aid table|students’ union] were taken "
            "[last month|in spring|two weeks ago|after the march] and one of them has not come back. I no "
            "longer go home."
        ),
        (
            "I write for [a small paper|a news site|a radio that was closed|a magazine|a blog about "
            "courts], and since [the last article|a piece on the mayor|my talk abroad|an interview|a "
            "story on the prison] a [car|grey van|motorcycle|taxi without a number] stands before the "
            "door. My editor says I should leave for [a while|the winter|some months|as long as it "
            "takes], and I do not know [where to|how|with what papers|who would take us in]."
        ),
        (
            "They took my [passport|identity card|passport and phone|papers] when they let me go, and "
            "told me to come and sign every [week|Monday|ten days|morning|second day]. If I do not come "
            "they will look for my [sister|brother|mother|partner|flatmate] [at home|at work|in the "
            "village|next|in my place]."
        ),
        (
            "I changed my religion [in winter|two years ago|last spring|in prison|as a student] and my "
            "[husband’s|wife’s|father’s|mother’s] family found out [on Sunday|through a photograph|from a "
            "neighbour|last week]. They have [my younger child|my papers|our savings|my keys] and [do not "
            "let me call|ask for me every day|went to the police|wait at the station]. I was told by [a "
            "neighbour|a nurse|the cook|my aunt] that they look for me at [the hospital where I work|my "
            "old school|the bus station|the church|a friend’s shop]."
        ),
        (
            "I am safe for now, but [our landlord|the caretaker|a man from the party|my supervisor|the "
            "bank] reads [the news|the lists|our letters|what I post] about people like us and asks "
            "questions [now|every week|since May|whenever we meet]. I would like to know what I can "
            "prepare for [my papers|my two children|leaving by bus|a winter elsewhere|an empty account]."
        ),
    ),
    "ru": (
        (
            "Меня вызвали [на «беседу»|в участок|к декану|в отдел кадров|на опрос] и показали [переписку|"
            "фотографии|мои посты|список гостей|записи с камеры]. Никого не называю, но мне дали срок до "
            "[понедельника|пятницы|конца месяца|праздников|пятнадцатого числа] и [забрали телефон|велели "
            "молчать|взяли подписку|обещали прийти|намекнули на работу]. Живу сейчас не дома."
        ),
        (
            "[Родственники|Братья|Родители|Дядя с сыновьями|Соседи] узнали и забрали [телефон и "
            "документы|все деньги|паспорт и ключи|карту и зарплату|ноутбук]. [Два дня|Трое суток|Неделю|"
            "Все выходные|Почти месяц] не выпускали из [комнаты|дома|подвала|квартиры деда|гаража|дачи]. "
            "Пишу [с чужого компьютера|из библиотеки|с работы|с чужого телефона|из кафе], дома буду "
            "[вечером|к ночи|через час|только в субботу|после смены]."
        ),
        (
            "После того как задержали [знакомых|двоих наших|соседа|мою начальницу|весь хор], у [нашего "
            "подъезда|дома матери|моей работы|гаража|остановки] стоит [машина|серый фургон|кто-то в "
            "штатском|такси без номера]. Мне звонили [с незнакомого номера|ночью|из «банка»|на рабочий] и "
            "[молчали|дышали в трубку|называли по имени|спрашивали про сестру|обещали приехать]. Паспорт "
            "есть, виз нет."
        ),
        (
            "Меня уволили [после проверки|без объяснений|в марте|за лайк|по звонку], а потом пришла "
            "[повестка|бумага из суда|комиссия|опека]. [Адвокат|Бывшая коллега|Знакомый юрист|Сестра|"
            "Правозащитница] говорит, что лучше уехать [поездом|через юг|на автобусе|как туристы|"
            "раздельно], пока не [закрыли выезд|начался призыв|вручили вторую|вернулся следователь]. Со "
            "мной [ребёнок|мама|двое детей|бабушка]."
        ),
        (
            "Сейчас безопасно: я в [другой стране|приграничном городе|общежитии|лагере|чужой квартире], но "
            "[разрешение|виза|страховка|договор|отсрочка] кончается [через месяц|к лету|на этой неделе|в "
            "октябре|через девять дней], и возвращаться нельзя. Куда обращаться?"
        ),
        (
            "Пишу за [человека|соседа|подругу|племянника|коллегу], потому что там [не выпускают из дома|"
            "отняли телефон|боятся писать сами|лежат в больнице|ходят отмечаться]. Есть час [утром|днём|"
            "после молитвы|по средам|ночью], когда рядом никого нет, и это [единственная связь|наш "
            "условный звонок|всё, что есть|время для ответа]."
        ),
    ),
    "ar": (
        (
            "عرفت [عائلتي|زوجة أخي|جارتنا|ابنة خالتي|إدارة المدرسة] بالأمر [الأسبوع الماضي|قبل العيد|يوم "
            "الخميس|من رسالة قديمة|من صورة]. أخذوا [هاتفي|حاسوبي|أوراقي|مفاتيحي|راتبي] [يومين|أسبوعًا|"
            "ليلة|ثلاثة أيام]، وأظن أنهم [يقرؤون كل شيء|يتتبعون مكاني|نسخوا الأرقام|ينتظرون خطأ]. أكتب "
            "الآن من هاتف آخر."
        ),
        (
            "أوقفوني عند [الحاجز|الجسر|مدخل المدينة|محطة الحافلات|باب الجامعة] وسألوا عن [أسماء أصدقائي|"
            "أخي|مكان عملي|صور في هاتفي|اجتماع قديم]. أطلقوا سراحي بعد [ليلة|يومين|ساعات|أسبوع] وقالوا "
            "إنهم سيعودون [يوم الأحد|قبل رمضان|مع ورقة|ومعهم آخرون|إلى بيت أمي]. لا أنام في البيت."
        ),
        (
            "أعمل [في التمريض|في التعليم|في صيدلية|في مطبعة|في البلدية]، واتهموني بسبب [رأي كتبته|كتاب|"
            "أغنية|محاضرة|صورة] [قبل سنة|في الشتاء|على الإنترنت|أمام الطلاب]. سُحب مني [جواز السفر|"
            "الراتب|السكن]. معي [أمي|أختي|جدتي|خالتي]، وهي لا تعرف [السبب|إلى أين|متى نخرج|شيئًا|من "
            "يهددنا]."
        ),
        (
            "أعيش مع شريكي منذ [ثلاث سنوات|سنة|سبع سنوات|أشهر] في [غرفة واحدة|بيت عمته|حي مزدحم|شقة "
            "مستأجرة|قرية]. بدأ [الجيران|أهل الحارة|زملاء العمل|شباب الحي] يتكلمون، وهناك من يسأل عنا في "
            "[العمل|السوق|المدرسة|المقهى|دائرة الجوازات] [كل يوم|منذ أسبوع|بالاسم|ومعه صورة]. نريد أن "
            "نخرج معًا."
        ),
        (
            "أنا بأمان [في الوقت الحالي|هذا الشهر|عند أصدقاء|في مدينة أخرى|خارج البلد]، لكن [إقامتي|"
            "تأشيرتي|منحتي|كفالتي|بطاقتي] تنتهي [بعد شهرين|في الصيف|بعد أسبوعين|قريبًا|في آخر السنة] ولا "
            "أستطيع العودة إلى بلدي."
        ),
        (
            "أعمل مع [منظمة لحقوق الإنسان|مجلة|فرقة مسرح|مكتب محاماة|مبادرة في الحي]. اعتقلوا [زميلين|"
            "ثلاثة منا|المديرة|صديقي|السائق] [هذا الشهر|الأسبوع الماضي|فجر السبت|من البيت] وصادروا "
            "[الحواسيب|الأرشيف|السيارة|الهواتف|المفاتيح]."
        ),
    ),
}
_CHOICE: Final = re.compile(r"\[([^\]]+)\]")


def story(language: str, draw: random.Random) -> str:
    """Tell what happened to one person."""
    told = draw.choice(STORIES[language])
    return _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), told)


def plain_story(text: str) -> str:
    """Tell a story of `STORIES` as so many tell it that it says nothing of who does."""
    return _CHOICE.sub(lambda found: found[1].split("|")[0], text)


# What caseworkers ask and what comes back, in turns.
TALKS: Final = {
    "en": (
        ("We have read what you wrote. Is your passport with you now?", "Yes, it is with me."),
        ("Is there an hour when nobody else looks at your phone?", "Mornings, until ten."),
        ("We are looking for a place for the first nights.", "Thank you. I can leave on any day."),
        ("Has anything changed since you wrote?", "They came to my work again on Tuesday."),
        (
            "Your papers are enough for the first step. News by Thursday.",
            "I will look on Thursday.",
        ),
    ),
    "ru": (
        ("Мы прочитали ваше письмо. Паспорт сейчас у вас?", "Да, он у меня с собой."),
        ("Есть ли час, когда ваш телефон больше никто не видит?", "Утром, часов до десяти."),
        ("Мы ищем место на первые ночи.", "Спасибо. Я могу уехать в любой день."),
        ("Что-нибудь изменилось с тех пор?", "Во вторник снова приходили на работу."),
        ("Для первого шага документов хватит. Новости будут к четвергу.", "Посмотрю в четверг."),
    ),
    "ar": (
        ("قرأنا ما كتبته. هل جواز السفر معك الآن؟", "نعم، هو معي."),
        ("هل هناك ساعة لا يرى فيها أحد غيرك هاتفك؟", "في الصباح، حتى العاشرة."),
        ("نبحث عن مكان لليالي الأولى.", "شكرًا. أستطيع المغادرة في أي يوم."),
        ("هل تغيّر شيء منذ كتبت؟", "جاؤوا إلى العمل مرة أخرى يوم الثلاثاء."),
        ("أوراقك تكفي للخطوة الأولى. ستصلك أخبار قبل الخميس.", "سأعود يوم الخميس."),
    ),
}

# What somebody adds who asks once more.
AGAIN: Final = {
    "en": "I wrote to you before, and I have lost my code.",
    "ru": "Я обращаюсь к вам не первый раз, но код потерян.",
    "ar": "كتبت لكم من قبل، وقد ضاع رمزي.",
}

NOTES: Final = (
    "Called the reference. She knows the family and confirms the dates.",
    "Two details differ from the first message. Ask again, gently.",
    "Route by bus is closed until the end of the month.",
    "Fund for tickets agreed up to 900 EUR.",
    "Interpreter needed for the next call; mornings only.",
    "Partner has one bed free from Monday.",
)

# Why a colleague is to look now.
ASKED: Final = (
    "Flight on Friday morning, by way of Istanbul. Papers are complete.",
    "Bus on Sunday; Batumi Beds expects them. Please look at the money.",
    "They can leave on any day from Tuesday. The visa came yesterday.",
)

COUNTRIES: Final = ("GE", "TR", "RU", "KZ", "EG", "LB", "IQ", "UG", "JO", "AM")

DANGER: Final = {
    "en": "If you are in danger tonight: leave if you can, go where other people are, and call "
    "someone you trust. The night line +000 000 0000 answers in three languages.",
    "ru": "Если опасность уже сегодня ночью: уходите, если можете, туда, где есть люди, и "
    "позвоните тому, кому доверяете. Ночная линия +000 000 0000 отвечает на трёх языках.",
    "ar": "إذا كنت في خطر الليلة: الأفضل التوجه إلى مكان فيه ناس، والاتصال بشخص موضع ثقتك. الخط "
    "الليلي +000 000 0000 يجيب بثلاث لغات.",
    "fr": "Si vous êtes en danger cette nuit : partez si vous le pouvez, allez là où il y a du monde, et "
    "appelez une personne de confiance. La ligne de nuit +000 000 0000 répond en trois langues.",
    "es": "Si está en peligro esta noche: salga si puede, vaya a donde haya gente y llame a una "
    "persona de confianza. La línea nocturna +000 000 0000 atiende en tres idiomas.",
}
WHO: Final = {
    "en": "Eleven people in three towns. Two of us came this way ourselves. We are paid by gifts, take "
    "no money from governments, and answer every letter.",
    "ru": "Одиннадцать человек в трёх городах. Двое из нас сами прошли этот путь. Мы живём на "
    "пожертвования, не берём денег у государств и отвечаем на каждое письмо.",
    "ar": "أحد عشر شخصًا في ثلاث مدن. اثنان منا سلكا هذا الطريق. نعيش على التبرعات، ولا نأخذ مالًا "
    "من الحكومات، ونجيب عن كل رسالة.",
    "fr": "Onze personnes dans trois villes. Deux d’entre nous ont fait ce même chemin. Nous vivons de "
    "dons, ne prenons pas d’argent des gouvernements et répondons à chaque lettre.",
    "es": "Once personas en tres ciudades. Dos de ellas hicieron este mismo camino. Vivimos de "
    "donaciones, no recibimos dinero de gobiernos y respondemos a cada carta.",
}
OTHER_WAYS: Final = {
    "en": "If this page stops opening, ask a friend abroad to look for us and write for you.",
    "ru": "Если эта страница перестанет открываться, попросите друзей за границей найти нас и "
    "написать за вас.",
    "ar": "إذا لم تعد هذه الصفحة تُفتح، يمكن الطلب من شخص تثق به في الخارج أن يبحث عنا ويكتب نيابة عنك.",
    "fr": "Si cette page ne s’ouvre plus, demandez à une personne à l’étranger de nous chercher et "
    "d’écrire pour vous.",
    "es": "Si esta página deja de abrirse, pida a alguien en el extranjero que nos busque y escriba "
    "por usted.",
}

# Title, countries (none: everywhere), words in each language.
WAYS: Final[tuple[tuple[str, tuple[str, ...], dict[str, str]], ...]] = (
    (
        "Lawyers in Tbilisi",
        ("GE", "AM"),
        {
            "en": "The Lantern Office in Tbilisi helps with papers and asylum, free of charge, on "
            "weekdays from ten.",
            "ru": "Бюро «Фонарь» в Тбилиси бесплатно помогает с документами и убежищем, по будням с "
            "десяти.",
            "ar": "مكتب الفانوس في تبليسي يساعد مجانًا في الأوراق واللجوء، في أيام العمل من العاشرة.",
            "fr": "Le bureau La Lanterne, à Tbilissi, aide gratuitement pour les papiers et l’asile, en "
            "semaine dès dix heures.",
            "es": "La oficina Farol, en Tiflis, ayuda gratis con documentos y asilo, los días "
            "laborables desde las diez.",
        },
    ),
    (
        "Shelter by the Bosphorus",
        ("TR",),
        {
            "en": "The Blue Door in Istanbul takes people in for up to two weeks. Ring, and say that "
            "you need a quiet room.",
            "ru": "«Синяя дверь» в Стамбуле принимает до двух недель. Позвоните и скажите, что нужна "
            "тихая комната.",
            "ar": "الباب الأزرق في إسطنبول يستقبل حتى أسبوعين. اتصل وقل إنك تحتاج غرفة هادئة.",
            "fr": "La Porte bleue, à Istanbul, accueille jusqu’à deux semaines. Appelez, et dites qu’il "
            "vous faut une chambre calme.",
            "es": "La Puerta Azul, en Estambul, acoge hasta dos semanas. Llame y diga que necesita "
            "una habitación tranquila.",
        },
    ),
    (
        "A doctor who asks nothing",
        ("LB", "JO", "IQ"),
        {
            "en": "The Cedar Clinic treats everybody and asks for no papers.",
            "ar": "عيادة الأرز تعالج الجميع ولا تطلب أوراقًا.",
            "fr": "La clinique du Cèdre soigne tout le monde et ne demande aucun papier.",
        },
    ),
    (
        "Somebody to talk to",
        (),
        {
            "en": "The Night Line listens in six languages, from any country, without a name.",
            "ru": "«Ночная линия» слушает на шести языках, из любой страны, без имени.",
            "ar": "خط الليل يستمع بست لغات، من أي بلد، ومن دون اسم.",
            "fr": "La Ligne de nuit écoute en six langues, de tout pays, sans nom.",
            "es": "La Línea de la Noche escucha en seis idiomas, desde cualquier país, sin nombre.",
        },
    ),
)

PARTNERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "Batumi Beds",
        "does": ["shelter", "cash", "arrival_pickup"],
        "countries": ["GE"],
        "languages": ["ka", "en", "ru"],
        "contact": "Signal, after six. Ask whether the kettle is on.",
        "vouched": "Two of ours slept there in spring.",
    },
    {
        "name": "Leyla, lawyer",
        "does": ["legal_counsel", "asylum_registration", "exit_permit"],
        "countries": ["TR"],
        "languages": ["tr", "ar", "en"],
        "contact": "By mail to the office, never with a name in it.",
        "notes": "Away in August.",
    },
    {
        "name": "The Beirut drivers",
        "does": ["escort", "transit_permission", "arrival_pickup"],
        "countries": ["LB", "JO", "IQ"],
        "languages": ["ar"],
        "contact": "Through Rami alone; he calls back within the hour.",
    },
    {
        "name": "Red Umbrella House",
        "does": ["housing", "language_class", "counselling", "community_link"],
        "countries": ["DE", "AT"],
        "languages": ["de", "en", "ru", "ar"],
        "contact": "Front desk, all hours.",
        "resting": True,
        "notes": "Full until the new year.",
    },
    {
        "name": "Hanna’s network",
        "does": ["sponsorship", "ticket", "clean_phone"],
        "languages": ["en", "ru"],
        "contact": "Ask Lighthouse for the number.",
        "vouched": "Lighthouse has worked with them twice.",
    },
)
