"""The words of a page's frame, one entry a language: labels, months, content types, menu words.

A new language is one more entry in LANGUAGES. Labels are compared without regard to case, invisible
characters and repeated spaces. The first label of a field is the usual one, the others are synonyms. A label that ends with "*" stands for all labels of at most five words that
begin with it ("Где мы*" reads «Где мы работаем» as well as «Где мы находимся»).
"""

import unicodedata
from dataclasses import dataclass, field

INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_NO_INVISIBLE = str.maketrans("", "", INVISIBLE)

# The fields of a record that a label can fill.
FIELDS = ("date", "type", "where", "what", "locations", "collections", "place")


@dataclass(frozen=True)
class Language:
    date: tuple[str, ...]
    type: tuple[str, ...]
    where: tuple[str, ...]
    what: tuple[str, ...]
    locations: tuple[str, ...]
    collections: tuple[str, ...]
    place: tuple[str, ...]
    months: tuple[str, ...]  # twelve, the forms of each month separated by spaces
    types: tuple[str, ...]  # content types, to tell the type line of a single release from its title
    furniture: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=())  # very common words that the other languages do not have


LANGUAGES: dict[str, Language] = {
    "en": Language(
        date=("Publishing date", "Publication date", "Date of publication", "Publish date", "Published",
              "Published on", "Published at", "Date published", "Release date", "Date of release",
              "Date of issue", "Issue date", "Issued", "Issued on", "Posted", "Posted on", "Date posted",
              "Date"),
        type=("Content type", "Type of content", "Document type", "Type of document", "Release type",
              "Type of release", "Publication type", "Article type", "News type", "Item type", "Type"),
        where=("Where we are", "Where we work", "Where we operate", "Source", "Sources", "Structure",
               "Structures", "OSCE structure", "OSCE structures", "Structures and institutions",
               "Institution", "Institutions", "Institutions and structures", "OSCE institution",
               "Field operation", "Field operations", "Issued by"),
        what=("What we do", "What we work on", "Fields of work", "Field of work", "Our work",
              "Areas of work", "Area of work", "Thematic areas", "Thematic area", "Topics", "Topic",
              "Themes", "Theme"),
        locations=("Locations", "Location", "Location(s)", "Countries", "Country", "Country(ies)",
                   "Participating State", "Participating States"),
        collections=("Collections", "Collection", "Collection(s)"),
        place=("Place", "Place of issue", "City"),
        months=("january jan", "february feb febr", "march mar", "april apr", "may", "june jun",
                "july jul", "august aug", "september sep sept", "october oct", "november nov",
                "december dec"),
        types=("News", "News item", "Press release", "Press statement", "Statement", "Joint statement",
               "Media advisory", "Press advisory", "Daily report", "Spot report", "Status report",
               "Weekly report", "Interim report", "Report", "Feature", "Feature story", "Story",
               "Interview", "Op-ed", "Opinion", "Blog", "Speech", "Announcement", "Media release",
               "Media invitation", "Newsletter"),
        furniture=("Newsroom", "News and press releases",
                   "Releases from the Organization's work around the world.", "All news", "Latest news", "Home", "Menu",
                   "Main menu", "Skip to main content", "Skip to content", "Skip to navigation", "Search",
                   "Filter", "Filters", "Filter by", "Apply", "Apply filters", "Reset", "Reset filters",
                   "Clear all", "Clear filters", "Sort by", "Load more", "Load more news", "Show more",
                   "View more", "View all", "See all", "See more", "More", "More news", "Read more",
                   "Next", "Next page", "Previous", "Previous page", "First", "First page", "Last",
                   "Last page", "Current page", "Pagination", "Back to top", "Share", "Print", "RSS",
                   "Subscribe", "Follow us", "Breadcrumb", "Loading", "Loading..."),
        words=("the", "of", "and", "to", "for", "with", "by", "from", "its", "was"),
    ),
    "ru": Language(
        date=("Дата публикации", "Опубликовано", "Дата выпуска", "Дата размещения", "Дата издания",
              "Дата выхода", "Дата"),
        type=("Тип контента", "Тип материала", "Тип материалов", "Тип содержания", "Тип документа",
              "Тип публикации", "Тип содержимого", "Вид контента", "Вид материала", "Вид документа",
              "Вид публикации", "Тип", "Вид"),
        where=("Где мы*", "Источник", "Источники", "Структура", "Структуры", "Структуры и институты",
               "Институты и структуры", "Структура ОБСЕ", "Структуры ОБСЕ", "Подразделение",
               "Подразделения"),
        what=("Что мы*", "Чем мы*", "Над чем мы*", "Наша работа", "Наша деятельность",
              "Сфера деятельности", "Сферы деятельности", "Область деятельности", "Области деятельности",
              "Область работы", "Области работы", "Сферы работы", "Направление деятельности",
              "Направления деятельности", "Направление работы", "Направления работы", "Виды деятельности",
              "Тема", "Темы", "Тематика"),
        locations=("Страны", "Страна", "Местоположение", "Местонахождение", "Локация", "Локации", "Регион",
                   "Государство-участник", "Государства-участники"),
        collections=("Коллекции", "Коллекция", "Подборка", "Подборки"),
        place=("Место", "Место выпуска", "Город"),
        months=("январь января янв", "февраль февраля фев февр", "март марта мар", "апрель апреля апр",
                "май мая", "июнь июня июн", "июль июля июл", "август августа авг",
                "сентябрь сентября сен сент", "октябрь октября окт", "ноябрь ноября ноя нояб",
                "декабрь декабря дек"),
        types=("Новость", "Новости", "Пресс-релиз", "Пресс-релизы", "Заявление", "Заявление для прессы",
               "Совместное заявление", "Сообщение для печати", "Сообщение для прессы", "Ежедневный отчет",
               "Ежедневный отчёт", "Оперативный отчет", "Оперативный отчёт", "Отчет", "Отчёт",
               "Выступление", "Речь", "Интервью", "Статья", "Репортаж", "Объявление", "Анонс"),
        furniture=("Пресс-центр", "Новости и пресс-релизы", "Новости", "Главная", "Меню", "Поиск",
                   "Фильтр", "Фильтры", "Загрузить еще", "Загрузить ещё", "Показать еще", "Показать ещё",
                   "Далее", "Дальше", "Назад", "Следующая", "Предыдущая", "Еще", "Ещё",
                   "Перейти к основному содержанию"),
    ),
    "uk": Language(
        date=("Дата публікації", "Дата оприлюднення", "Опубліковано", "Дата випуску", "Дата"),
        type=("Тип контенту", "Тип матеріалу", "Тип змісту", "Тип вмісту", "Тип документа",
              "Тип документу", "Тип публікації", "Вид контенту", "Вид матеріалу", "Тип", "Вид"),
        where=("Де ми*", "Джерело", "Джерела", "Структура", "Структури", "Структури та інституції",
               "Структури та установи", "Структури ОБСЄ", "Підрозділ", "Підрозділи"),
        what=("Що ми*", "Чим ми*", "Над чим ми*", "Наша робота", "Наша діяльність", "Сфера діяльності",
              "Сфери діяльності", "Сфери роботи", "Напрям діяльності", "Напрями діяльності",
              "Напрямки діяльності", "Напрями роботи", "Напрямки роботи", "Галузі діяльності", "Тема",
              "Теми", "Тематика"),
        locations=("Країни", "Країна", "Розташування", "Місцезнаходження", "Локація", "Локації", "Регіон",
                   "Держава-учасниця", "Держави-учасниці"),
        collections=("Колекції", "Колекція", "Добірка", "Добірки"),
        place=("Місце", "Місце випуску", "Місто"),
        months=("січень січня січ", "лютий лютого лют", "березень березня бер", "квітень квітня квіт",
                "травень травня трав", "червень червня черв", "липень липня лип", "серпень серпня серп",
                "вересень вересня вер", "жовтень жовтня жовт", "листопад листопада лист",
                "грудень грудня груд"),
        types=("Новина", "Новини", "Прес-реліз", "Прес-релізи", "Пресреліз", "Заява", "Заява для преси",
               "Спільна заява", "Щоденний звіт", "Оперативний звіт", "Звіт", "Виступ", "Інтерв'ю",
               "Інтерв’ю", "Стаття", "Оголошення", "Анонс"),
        furniture=("Прес-центр", "Новини та прес-релізи", "Новини", "Головна", "Меню", "Пошук", "Фільтр",
                   "Фільтри", "Завантажити ще", "Показати більше", "Показати ще", "Далі", "Назад",
                   "Наступна", "Попередня"),
    ),
    "de": Language(
        date=("Veröffentlichungsdatum", "Datum der Veröffentlichung", "Veröffentlicht am",
              "Veröffentlicht", "Erscheinungsdatum", "Publikationsdatum", "Ausgabedatum", "Erschienen am",
              "Datum"),
        type=("Inhaltstyp", "Inhaltsart", "Art des Inhalts", "Typ des Inhalts", "Inhalt", "Dokumenttyp",
              "Dokumentenart", "Art", "Typ", "Art der Mitteilung", "Content-Typ"),
        where=("Wo wir*", "Quelle", "Quellen", "Struktur", "Strukturen", "Strukturen und Institutionen",
               "Institution", "Institutionen", "OSZE-Struktur", "OSZE-Strukturen", "Einrichtung",
               "Einrichtungen"),
        what=("Was wir*", "Woran wir*", "Unsere Arbeit", "Arbeitsbereich", "Arbeitsbereiche",
              "Arbeitsfeld", "Arbeitsfelder", "Tätigkeitsbereich", "Tätigkeitsbereiche", "Tätigkeitsfeld",
              "Tätigkeitsfelder", "Themenbereich", "Themenbereiche", "Thema", "Themen"),
        locations=("Länder", "Land", "Standort", "Standorte", "Teilnehmerstaat", "Teilnehmerstaaten"),
        collections=("Sammlungen", "Sammlung", "Kollektion", "Kollektionen"),
        place=("Ort", "Ausgabeort", "Stadt"),
        months=("januar jänner jan", "februar feber feb", "märz maerz mär", "april apr", "mai", "juni jun",
                "juli jul", "august aug", "september sep sept", "oktober okt", "november nov",
                "dezember dez"),
        types=("Nachricht", "Nachrichten", "Aktuelles", "Meldung", "Pressemitteilung", "Presseaussendung",
               "Presseerklärung", "Erklärung", "Gemeinsame Erklärung", "Tagesbericht", "Bericht", "Rede",
               "Interview", "Artikel", "Ankündigung"),
        furniture=("Presse", "Nachrichten und Pressemitteilungen", "Startseite", "Menü", "Suche",
                   "Filtern", "Mehr laden", "Mehr anzeigen", "Weiter", "Zurück", "Nächste",
                   "Nächste Seite", "Vorherige", "Mehr", "Zum Inhalt springen",
                   "Zum Hauptinhalt springen"),
        words=("der", "das", "und", "für", "mit", "von", "auf", "zur", "zum", "ist", "eine", "des", "dem",
               "im"),
    ),
    "fr": Language(
        date=("Date de publication", "Date de parution", "Publié le", "Publiée le", "Paru le",
              "Date de diffusion", "Date"),
        type=("Type de contenu", "Type de contenus", "Type de document", "Type de publication",
              "Nature du contenu", "Type"),
        where=("Où nous*", "Où sommes-nous", "Où travaillons-nous", "Source", "Sources", "Structure",
               "Structures", "Structures et institutions", "Institution", "Institutions",
               "Structures de l'OSCE", "Structures de l’OSCE"),
        what=("Ce que nous*", "Que faisons-nous", "Notre travail", "Nos activités", "Notre action",
              "Domaine d'activité", "Domaine d’activité", "Domaines d'activité", "Domaines d’activité",
              "Domaine de travail", "Domaines de travail", "Domaines d'action", "Domaines d’action",
              "Champs d'activité", "Champs d’activité", "Thème", "Thèmes", "Thématique", "Thématiques"),
        locations=("Pays", "Localisation", "Localisations", "Région", "État participant",
                   "États participants"),
        collections=("Collections", "Collection"),
        place=("Lieu", "Ville"),
        months=("janvier janv", "février fevrier févr", "mars", "avril avr", "mai", "juin", "juillet juil",
                "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc"),
        types=("Actualité", "Actualités", "Nouvelle", "Nouvelles", "Communiqué de presse", "Communiqué",
               "Déclaration", "Déclaration commune", "Déclaration à la presse", "Rapport quotidien",
               "Rapport", "Discours", "Entretien", "Interview", "Article", "Annonce"),
        furniture=("Salle de presse", "Espace presse", "Actualités et communiqués de presse", "Accueil",
                   "Menu", "Rechercher", "Recherche", "Filtrer", "Filtres", "Charger plus",
                   "Afficher plus", "Voir plus", "Suivant", "Page suivante", "Précédent",
                   "Page précédente", "Aller au contenu principal"),
        words=("les", "des", "et", "du", "pour", "dans", "une", "aux", "est", "sur", "par", "la", "le"),
    ),
    # Bosnian, Croatian, Serbian and Montenegrin in Latin letters.
    "bs": Language(
        date=("Datum objavljivanja", "Datum objave", "Datum izdavanja", "Objavljeno", "Objavljeno dana",
              "Datum"),
        type=("Vrsta sadržaja", "Tip sadržaja", "Vrsta dokumenta", "Tip dokumenta", "Vrsta objave",
              "Tip objave", "Vrsta", "Tip"),
        where=("Gdje smo", "Gde smo", "Gdje se nalazimo", "Gde se nalazimo", "Gdje radimo", "Gde radimo",
               "Gdje djelujemo", "Gde delujemo", "Gdje mi*", "Izvor", "Izvori", "Struktura", "Strukture",
               "Strukture i institucije", "Institucija", "Institucije"),
        what=("Šta radimo", "Što radimo", "Čime se bavimo", "Šta mi*", "Naš rad", "Oblast rada",
              "Oblasti rada", "Područje rada", "Područja rada", "Područja djelovanja",
              "Oblasti djelovanja", "Polja rada", "Tema", "Teme"),
        locations=("Države", "Država", "Zemlje", "Zemlja", "Lokacija", "Lokacije", "Država učesnica",
                   "Države učesnice"),
        collections=("Kolekcije", "Kolekcija", "Zbirka", "Zbirke"),
        place=("Mjesto", "Mesto", "Grad"),
        months=("januar januara siječanj siječnja jan", "februar februara veljača veljače feb",
                "mart marta ožujak ožujka mar", "april aprila travanj travnja apr",
                "maj maja svibanj svibnja", "jun juni juna lipanj lipnja", "jul juli jula srpanj srpnja",
                "august augusta avgust avgusta kolovoz kolovoza",
                "septembar septembra rujan rujna sep sept", "oktobar oktobra listopad listopada okt",
                "novembar novembra studeni studenog studenoga nov",
                "decembar decembra prosinac prosinca dec"),
        types=("Vijest", "Vijesti", "Vest", "Vesti", "Saopćenje za javnost", "Saopštenje za javnost",
               "Saopćenje", "Saopštenje", "Priopćenje za javnost", "Priopćenje", "Izjava",
               "Izjava za medije", "Zajednička izjava", "Saopćenje za medije", "Saopštenje za medije",
               "Dnevni izvještaj", "Izvještaj", "Govor", "Intervju", "Članak", "Najava"),
        furniture=("Vijesti i saopćenja", "Vijesti i saopćenja za javnost", "Vesti i saopštenja",
                   "Početna", "Meni", "Pretraga", "Filteri", "Učitaj više", "Učitaj još", "Prikaži više",
                   "Dalje", "Sljedeća", "Sledeća", "Prethodna", "Nazad"),
        words=("je", "za", "na", "su", "od", "koje", "koji", "sa", "kao", "iz", "će", "bosni", "i", "u"),
    ),
    "sr": Language(
        date=("Датум објављивања", "Датум објаве", "Датум издавања", "Објављено", "Датум"),
        type=("Врста садржаја", "Тип садржаја", "Врста документа", "Тип документа", "Врста објаве",
              "Врста", "Тип"),
        where=("Где смо", "Гдје смо", "Где се налазимо", "Гдје се налазимо", "Где радимо", "Гдје радимо",
               "Извор", "Извори", "Структура", "Структуре", "Структуре и институције", "Институција",
               "Институције"),
        what=("Шта радимо", "Што радимо", "Чиме се бавимо", "Наш рад", "Област рада", "Области рада",
              "Подручја рада", "Поља рада", "Тема", "Теме"),
        locations=("Државе", "Држава", "Земље", "Земља", "Локација", "Локације"),
        collections=("Колекције", "Колекција", "Збирка", "Збирке"),
        place=("Место", "Мјесто", "Град"),
        months=("јануар јануара", "фебруар фебруара", "март марта", "април априла", "мај маја",
                "јун јуни јуна", "јул јули јула", "август августа", "септембар септембра",
                "октобар октобра", "новембар новембра", "децембар децембра"),
        types=("Вест", "Вести", "Вијест", "Вијести", "Саопштење", "Саопштење за јавност",
               "Саопштење за медије", "Изјава", "Заједничка изјава", "Дневни извештај", "Извештај",
               "Говор", "Интервју", "Чланак", "Најава"),
        furniture=("Вести и саопштења", "Почетна", "Мени", "Претрага", "Учитај више", "Прикажи више",
                   "Даље", "Следећа", "Претходна"),
    ),
    "sq": Language(
        date=("Data e publikimit", "Data e botimit", "Data e lëshimit", "Publikuar më", "Publikuar",
              "Data"),
        type=("Lloji i përmbajtjes", "Tipi i përmbajtjes", "Lloji i dokumentit", "Lloji i publikimit",
              "Lloji", "Tipi"),
        where=("Ku jemi", "Ku ndodhemi", "Ku punojmë", "Ku veprojmë", "Ku gjendemi", "Burimi", "Burimet",
               "Struktura", "Strukturat", "Strukturat dhe institucionet", "Institucioni", "Institucionet"),
        what=("Çfarë bëjmë", "Çka bëjmë", "Ç'bëjmë", "Ç’bëjmë", "Me çfarë merremi", "Puna jonë",
              "Fusha e punës", "Fushat e punës", "Fushat e veprimtarisë", "Tema", "Temat"),
        locations=("Vendet", "Vendi", "Shteti", "Shtetet", "Vendndodhja", "Vendndodhjet",
                   "Shtetet pjesëmarrëse"),
        collections=("Koleksionet", "Koleksioni", "Përmbledhja", "Përmbledhjet"),
        place=("Vendi i publikimit", "Qyteti"),
        months=("janar janarit", "shkurt shkurtit", "mars marsit", "prill prillit", "maj majit",
                "qershor qershorit", "korrik korrikut", "gusht gushtit", "shtator shtatorit",
                "tetor tetorit", "nëntor nëntorit nentor", "dhjetor dhjetorit"),
        types=("Lajm", "Lajme", "Njoftim për shtyp", "Komunikatë për shtyp", "Komunikatë për media",
               "Njoftim për media", "Deklaratë", "Deklaratë për shtyp", "Deklaratë e përbashkët",
               "Raport ditor", "Raport", "Fjalim", "Intervistë", "Artikull"),
        furniture=("Lajme dhe njoftime për shtyp", "Ballina", "Kreu", "Kërko", "Filtro", "Më shumë",
                   "Shfaq më shumë", "Tjetra", "Para"),
        words=("dhe", "të", "në", "për", "nga", "një", "së", "është", "me", "e"),
    ),
    "mk": Language(
        date=("Датум на објавување", "Датум на објава", "Датум на издавање", "Објавено", "Објавено на",
              "Датум"),
        type=("Тип на содржина", "Вид на содржина", "Вид содржина", "Тип содржина", "Вид на документ",
              "Тип на документ", "Вид", "Тип"),
        where=("Каде сме*", "Каде се наоѓаме", "Каде работиме", "Каде дејствуваме", "Извор", "Извори",
               "Структура", "Структури", "Структури и институции", "Институција", "Институции"),
        what=("Што правиме", "Што работиме", "Со што се занимаваме", "Нашата работа", "Област на работа",
              "Области на работа", "Полиња на работа", "Подрачја на работа", "Тема", "Теми"),
        locations=("Држави", "Држава", "Земји", "Земја", "Локација", "Локации"),
        collections=("Колекции", "Колекција", "Збирка", "Збирки"),
        place=("Место", "Град"),
        months=("јануари", "февруари", "март", "април", "мај", "јуни", "јули", "август", "септември",
                "октомври", "ноември", "декември"),
        types=("Вест", "Вести", "Соопштение", "Соопштение за јавност", "Соопштение за медиуми", "Изјава",
               "Заедничка изјава", "Дневен извештај", "Извештај", "Говор", "Интервју", "Статија",
               "Најава"),
        furniture=("Вести и соопштенија", "Почетна", "Мени", "Пребарување", "Вчитај повеќе",
                   "Прикажи повеќе", "Повеќе", "Следна", "Претходна"),
    ),
}  # fmt: skip


def plain(text: str) -> str:
    """A text as it is compared: no invisible characters, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_NO_INVISIBLE)).split()).casefold()


@dataclass(frozen=True)
class LabelMeaning:
    """The field a label fills, the languages in which it does, and whether it is the usual label or a synonym."""

    field: str
    languages: frozenset[str]
    is_usual: bool


def _label_tables() -> tuple[dict[str, LabelMeaning], list[tuple[str, LabelMeaning]]]:
    whole: dict[str, LabelMeaning] = {}
    starts: list[tuple[str, LabelMeaning]] = []
    for code, language in LANGUAGES.items():
        for name in FIELDS:
            for place, label in enumerate(getattr(language, name)):
                key = plain(label)
                if key.endswith("*"):
                    starts.append((key[:-1], LabelMeaning(name, frozenset({code}), True)))
                    continue
                known = whole.setdefault(key, LabelMeaning(name, frozenset(), False))
                if known.field == name:  # a word with two meanings keeps that of the first language
                    whole[key] = LabelMeaning(name, known.languages | {code}, known.is_usual or place == 0)
    return whole, starts


_WHOLE_LABELS, _LABEL_STARTS = _label_tables()
TYPE_WORDS = frozenset(plain(word) for language in LANGUAGES.values() for word in language.types)
FURNITURE = frozenset(plain(word) for language in LANGUAGES.values() for word in language.furniture)
MONTHS: dict[str, int] = {
    form: number
    for language in LANGUAGES.values()
    for number, forms in enumerate(language.months, start=1)
    for form in forms.split()
}


def label_meaning(label: str) -> LabelMeaning | None:
    """What a label (without its colon) says in one of the languages; None when no language knows it."""
    key = plain(label)
    if key in _WHOLE_LABELS:
        return _WHOLE_LABELS[key]
    for start, meaning in _LABEL_STARTS:
        if (key == start or key.startswith(start + " ")) and len(key.split()) <= 5:
            return meaning
    return None


def usual_labels(languages: frozenset[str]) -> set[str]:
    """The usual labels of some languages (of all when none is given), as they are compared."""
    return {
        plain(getattr(language, name)[0]).rstrip("*")
        for code, language in LANGUAGES.items()
        for name in FIELDS
        if not languages or code in languages
    }
