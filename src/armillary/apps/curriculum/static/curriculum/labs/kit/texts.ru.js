export default {
  'kit.gap': ' ',
  'kit.step': 'Шаг {n} из {of}. {title}',
  'kit.stepName': 'Шаг {n}: {title}',
  'kit.stepDone': '{name}, пройден',
  'kit.next': 'Дальше: {title}',
  'kit.again': 'Начать сначала',
  'kit.right': 'Верно.',
  'kit.notYet': 'Пока нет.',
  'kit.yours': 'твой выбор',
  'kit.place': 'Вопрос {n} из {of}',
  'kit.more': 'Следующий вопрос',
  'kit.count': '{right} из {of}',
};
