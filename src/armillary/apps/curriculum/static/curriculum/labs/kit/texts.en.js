export default {
  'kit.gap': ' ',
  'kit.step': 'Step {n} of {of}. {title}',
  'kit.stepName': 'Step {n}: {title}',
  'kit.stepDone': '{name}, done',
  'kit.next': 'Next: {title}',
  'kit.again': 'Start again',
  'kit.right': 'Right.',
  'kit.notYet': 'Not yet.',
  'kit.yours': 'your choice',
  'kit.place': 'Question {n} of {of}',
  'kit.more': 'Next question',
  'kit.count': '{right} of {of}',
};
