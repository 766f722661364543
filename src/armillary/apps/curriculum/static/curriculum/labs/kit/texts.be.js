export default {
  'kit.gap': ' ',
  'kit.step': 'Крок {n} з {of}. {title}',
  'kit.stepName': 'Крок {n}: {title}',
  'kit.stepDone': '{name}, пройдзены',
  'kit.next': 'Далей: {title}',
  'kit.again': 'Пачаць спачатку',
  'kit.right': 'Правільна.',
  'kit.notYet': 'Пакуль не.',
  'kit.yours': 'твой выбар',
  'kit.place': 'Пытанне {n} з {of}',
  'kit.more': 'Наступнае пытанне',
  'kit.count': '{right} з {of}',
};
