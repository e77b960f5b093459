"""What invented people write: nobody here exists, and nothing here happened."""

from typing import Final

NAMES: Final = {
    "en": ("Sam", "River", "Jay", "Robin", "Noor", "Sky", "A friend", "M."),
    "ru": ("Саша", "Женя", "Н.", "Тоня", "Валя", "Никто", "Ким", "Сосед"),
    "ar": ("نور", "سما", "ن.", "جود", "رضا", "أمل", "ضياء", "صديق"),
}

STORIES: Final = {
    "en": (
        (
            "My cousin saw messages on my phone and told the whole house. My uncles say they will "
            "come on Friday. I left with one bag and I am sleeping at a colleague’s place."
        ),
        (
            "The police came to the office twice and asked for me by name. Two people from our group "
            "were taken last month and one of them has not come back. I no longer go home."
        ),
        (
            "I write for a small paper. After the last article a car stood before the door for three "
            "nights. My editor says I should leave for a while, and I do not know where to."
        ),
        (
            "They took my passport when they let me go, and told me to come and sign every week. If I "
            "do not come they will look for my sister."
        ),
        (
            "I changed my religion and my husband’s family found out. They have my younger child. I "
            "was told by a neighbour that they are looking for me at the hospital where I work."
        ),
        (
            "I am not in danger today. But our landlord reads the news about people like us and asks "
            "questions now, and I would like to know what I can prepare."
        ),
    ),
    "ru": (
        (
            "Меня вызвали на «беседу» и показали переписку. Сказали назвать других. Я никого не "
            "называю, но мне дали срок до понедельника. Живу сейчас не дома."
        ),
        (
            "Родственники узнали и забрали телефон и документы. Два дня не выпускали из комнаты. Я "
            "на работе и пишу с чужого компьютера, дома буду вечером."
        ),
        (
            "После того как задержали знакомых, у нашего подъезда стоит машина. Мне звонили с "
            "незнакомого номера и молчали. Паспорт у меня есть, виз нет."
        ),
        (
            "Меня уволили, а потом пришла повестка. Адвокат говорит, что лучше уехать, пока не "
            "закрыли выезд. Со мной поедет ребёнок, ей девять лет."
        ),
        (
            "Сейчас безопасно, я уже в другой стране, но разрешение кончается через месяц, и "
            "возвращаться нельзя. Не знаю, куда обращаться."
        ),
        (
            "Пишу за человека, который сам писать не может. Его держат дома братья. Есть час утром, "
            "когда он остаётся один."
        ),
    ),
    "ar": (
        (
            "عرفت عائلتي بالأمر الأسبوع الماضي. أخذوا هاتفي يومين ثم أعادوه، وأظن أنهم يقرؤون كل شيء. "
            "أكتب الآن من هاتف صديقة."
        ),
        (
            "أوقفوني عند الحاجز وسألوا عن أسماء أصدقائي. أطلقوا سراحي بعد ليلة وقالوا إنهم سيعودون. "
            "لا أنام في البيت منذ ذلك اليوم."
        ),
        "أنا ممرضة، واتهموني بسبب رأي كتبته. سُحب مني جواز السفر. معي أمي، وهي لا تعرف السبب.",
        (
            "أعيش مع شريكي منذ ثلاث سنوات. بدأ الجيران يتكلمون، وجاء شخصان يسألان عنا في العمل. نريد "
            "أن نخرج معًا."
        ),
        "أنا بأمان في الوقت الحالي، لكن إقامتي تنتهي بعد شهرين ولا أستطيع العودة إلى بلدي.",
        "أعمل مع منظمة لحقوق الإنسان. اعتقلوا زميلين لي هذا الشهر وصادروا الحواسيب.",
    ),
}

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

NOTES: Final = (
    "Called the reference. She knows the family and confirms the dates.",
    "Two details differ from the first message. Ask again, gently.",
    "Route by bus is closed until the end of the month.",
    "Fund for tickets agreed up to 900 EUR.",
    "Interpreter needed for the next call; mornings only.",
    "Partner has one bed free from Monday.",
)

COUNTRIES: Final = ("GE", "TR", "RU", "KZ", "EG", "LB", "IQ", "UG", "JO", "AM")

DANGER: Final = {
    "en": "If you are in danger tonight: leave if you can, go where other people are, and call "
    "someone you trust. The night line +000 000 0000 answers in three languages.",
    "ru": "Если опасность уже сегодня ночью: уходите, если можете, туда, где есть люди, и "
    "позвоните тому, кому доверяете. Ночная линия +000 000 0000 отвечает на трёх языках.",
    "ar": "إذا كنت في خطر الليلة: الأفضل التوجه إلى مكان فيه ناس، والاتصال بشخص موضع ثقتك. الخط "
    "الليلي +000 000 0000 يجيب بثلاث لغات.",
}
WHO: Final = {
    "en": "Eleven people in three towns. Two of us came this way ourselves. We are paid by gifts, take "
    "no money from governments, and answer every letter.",
    "ru": "Одиннадцать человек в трёх городах. Двое из нас сами прошли этот путь. Мы живём на "
    "пожертвования, не берём денег у государств и отвечаем на каждое письмо.",
    "ar": "أحد عشر شخصًا في ثلاث مدن. اثنان منا سلكا هذا الطريق. نعيش على التبرعات، ولا نأخذ مالًا "
    "من الحكومات، ونجيب عن كل رسالة.",
}
OTHER_WAYS: Final = {
    "en": "If this page stops opening, ask a friend abroad to look for us and write for you.",
    "ru": "Если эта страница перестанет открываться, попросите друзей за границей найти нас и "
    "написать за вас.",
    "ar": "إذا لم تعد هذه الصفحة تُفتح، اطلب من صديق في الخارج أن يبحث عنا ويكتب نيابة عنك.",
}
