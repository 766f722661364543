"""Invented names in the four languages. None belongs to a person we know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InventedClass:
    """A class of the demo: its name, its teacher, its language and its learners."""

    name: str
    language: str
    teacher: str
    username: str
    learners: tuple[str, ...]


HEAD = ("Alma Werder", "alma")

CLASSES = (
    InventedClass(
        "5A",
        "en",
        "Nora Field",
        "nora",
        tuple(
            [
                "Amy Alder",
                "Ben Brook",
                "Cora Dale",
                "Dan Ellis",
                "Eve Farrow",
                "Finn Gale",
                "Gwen Hart",
                "Hal Irving",
                "Isla Jarvis",
                "Jude Kerr",
                "Kate Lowell",
                "Leo Marsh",
                "Mia North",
                "Ned Oakes",
                "Olive Penn",
                "Paul Quill",
                "Ruth Reed",
                "Sam Stone",
                "Tess Thorne",
                "Una Vale",
                "Vic Ward",
                "Wren York",
                "Zoe Ashby",
                "Adam Birch",
                "Bella Crane",
            ]
        ),
    ),
    InventedClass(
        "5Б",
        "ru",
        "Вера Ильинична Лужина",
        "vera",
        tuple(
            [
                "Алиса Берёзкина",
                "Богдан Ветров",
                "Варя Грушина",
                "Гоша Дубков",
                "Даша Ежова",
                "Егор Жуков",
                "Женя Зимина",
                "Захар Ивушкин",
                "Ира Калинова",
                "Костя Лесков",
                "Лиза Мохова",
                "Миша Носков",
                "Настя Озёрная",
                "Олег Полевой",
                "Полина Рябинина",
                "Рома Снегирёв",
                "Соня Травина",
                "Тимур Ушаков",
                "Ульяна Фиалкова",
                "Федя Хвоин",
                "Эля Цветкова",
                "Юра Чижов",
                "Яна Шишкина",
                "Антон Щукин",
                "Вика Яблочкина",
            ]
        ),
    ),
    InventedClass(
        "5В",
        "be",
        "Алена Пятроўна Сінявокая",
        "alena",
        tuple(
            [
                "Алеся Бярозка",
                "Багдан Верас",
                "Волька Гай",
                "Глеб Дубовік",
                "Данік Жытні",
                "Ева Зорка",
                "Зміцер Ільнік",
                "Каця Крыніца",
                "Лявон Лугавы",
                "Марыся Мятлік",
                "Мікола Ніўка",
                "Ніна Палянка",
                "Паўлюк Ручай",
                "Рэня Рамонак",
                "Сымон Сокал",
                "Тарас Туманок",
                "Ульяна Пралеска",
                "Фелікс Хваёвы",
                "Хрысця Чаромха",
                "Цімох Шпак",
                "Юля Яблынька",
                "Янка Ясень",
                "Агата Журавінка",
                "Васіль Вецер",
                "Дар’я Дожджык",
            ]
        ),
    ),
    InventedClass(
        "5D",
        "zh-hans",
        "林书远",
        "lin",
        tuple(
            [
                "安小禾",
                "白云舟",
                "曹星语",
                "杜若溪",
                "方知夏",
                "高明远",
                "韩一诺",
                "江雨桐",
                "柯子墨",
                "蓝天宇",
                "梅清妍",
                "宁思齐",
                "欧阳乐",
                "潘晓晨",
                "秦朗",
                "任可心",
                "苏念安",
                "唐果",
                "王悦然",
                "夏小满",
                "杨帆",
                "叶知秋",
                "张弛",
                "赵晴",
                "周易安",
            ]
        ),
    ),
)
