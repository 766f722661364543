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
  'kit.count': '{right} из {of}',
};
