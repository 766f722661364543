export default {
  title: 'Teach the Sorter',
  'step.meet': 'Meet the sorter',
  'step.predict': 'Predict',
  'step.build': 'Build your sorter',
  'step.labels': 'Two people, two rules',
  'step.vote': 'Three neighbours vote',
  'step.explain': 'Explain the errors',
  'step.limits': 'What it cannot do',

  comma: ', ',
  same: 'same',
  differs: 'different',
  feature: 'Feature',
  differ: 'Compare',
  'creature.number': 'No. {number}',
  'creature.full': 'No. {number}: {features}',
  'label.lake': 'lake',
  'label.forest': 'forest',
  'label.none': 'no guess',
  'label.give': 'Give a label',
  'labels.n': { one: '{n} label', other: '{n} labels' },

  'feature.feet': 'feet',
  'feature.tail': 'tail',
  'feature.ears': 'ears',
  'feature.body': 'body',
  'feature.legs': 'legs',
  'feature.coat': 'coat',
  'feature.eyes': 'eyes',
  'value.feet.paws': 'paws',
  'value.feet.flippers': 'flippers',
  'value.tail.tuft': 'tuft tail',
  'value.tail.fan': 'fan tail',
  'value.ears.pointed': 'pointed ears',
  'value.ears.none': 'no ears',
  'value.body.round': 'round body',
  'value.body.tall': 'tall body',
  'value.body.wide': 'wide body',
  'value.legs.2': '2 legs',
  'value.legs.4': '4 legs',
  'value.legs.6': '6 legs',
  'value.coat.plain': 'plain coat',
  'value.coat.spots': 'spotted coat',
  'value.coat.stripes': 'striped coat',
  'value.eyes.1': '1 eye',
  'value.eyes.2': '2 eyes',
  'value.eyes.3': '3 eyes',

  'card.label': 'label: {label}',
  'card.guess': 'guess: {label}',
  'card.right': 'the guess is right',
  'card.wrong': 'the guess is wrong',
  'card.leaned': 'the sorter leans on it',

  'differ.none': 'nothing',
  'differ.pair': '{one}, not {other}',
  'differ.count': { one: '{n} of {of} features differs.', other: '{n} of {of} features differ.' },
  'compare.title': 'Comparator',
  'compare.empty': 'No examples yet. There is nothing to compare with.',
  'guess.says': 'The sorter guesses:',
  'guess.none': 'No. {number} is here. The sorter has no examples, so it makes no guess.',
  'guess.one': {
    one: 'For No. {number} the sorter guesses “{label}”: example {example} is nearest, {n} feature differs.',
    other:
      'For No. {number} the sorter guesses “{label}”: example {example} is nearest, {n} features differ.',
  },
  'guess.vote':
    'For No. {number} the sorter guesses “{label}”. Examples {examples} vote: lake {lake}, forest {forest}.',

  'guide.title': 'Field guide: lake or forest?',
  'guide.two':
    'Look at three signs. If at least two speak for the lake, it is “lake”, otherwise “forest”. The other features decide nothing.',
  'guide.one': 'Look at the feet. The other features decide nothing.',

  'meet.machine': 'At the gate',
  'meet.examples': 'Examples with labels',
  'meet.greet':
    'Lake folk and forest folk come to the gate. Nobody has shown the sorter any example yet, so it makes no guess. Look at the guide and give No. 1 a label.',
  'meet.count': {
    one: 'Count once more: No. {number} shows {n} of {of} lake signs in the guide.',
    other: 'Count once more: No. {number} shows {n} of {of} lake signs in the guide.',
  },
  'meet.taken': 'You gave No. {number} the label “{label}”.',
  'meet.over':
    'That was all: {n} examples, and each label came from you. The sorter counts differing features and copies the label of the nearest example.',

  'predict.greet': 'Say first what will happen. Then the sorter really does it and you see.',
  'predict.nearest':
    'Which example will the sorter lean on for newcomer No. {number}? Every feature counts the same.',
  'predict.nearest.why': {
    one: 'Nearest is example {example}: only {n} feature differs ({differences}). So the sorter guesses “{label}”. The coat is just one feature of seven.',
    other:
      'Nearest is example {example}: {n} features differ ({differences}). So the sorter guesses “{label}”. The coat is just one feature of seven.',
  },
  'predict.diets':
    'Both sorters will be tested on the same {of} new creatures. Which set gives more right guesses?',
  'predict.equal.intro':
    'Two sorters, two sets of examples. All labels are correct. Look closely at who is in each set.',
  'predict.equal.same': 'Both the same: they have the same number of labels',
  'predict.equal.why':
    'The varied set gave {varied} of {of}, the narrow one {narrow} of {of}. The number of labels was the same; what differed was the variety.',
  'predict.unequal.intro':
    'Again two sets, all labels correct. This time one of them has twice as many labels.',
  'predict.unequal.same': 'Both the same',
  'predict.unequal.why':
    'The small varied set gave {varied} of {of}, the big narrow one {narrow} of {of}. More of the same adds little: for an unusual newcomer there is still no near example.',
  'diet.a': 'Set A',
  'diet.b': 'Set B',
  'diet.narrow': 'narrow diet,',
  'diet.varied': 'varied diet,',

  'build.greet':
    'Your turn. Pick a creature to see the sorter’s guess, then give it a label. You have {budget} labels. Goal: 8 right of 10 in the sealed envelope.',
  'build.back': {
    one: 'Welcome back. Your sorter has {n} example.',
    other: 'Welcome back. Your sorter has {n} examples.',
  },
  'build.near': 'Close to the gate',
  'build.far': 'Further off',
  'build.examples': 'Your examples',
  'build.used': '{n} of {budget} labels used',
  'build.picked': '{creature}. {guess}',
  'build.isExample':
    'No. {number} is your example with the label “{label}”. You can change the label or take it off.',
  'build.gave': 'No. {number} now has the label “{label}”. Labels used: {n} of {budget}.',
  'build.take': 'Take off',
  'build.took': 'No. {number} has no label any more. Labels used: {n} of {budget}.',
  'build.full':
    'All {budget} labels are in use. To label another creature, take a label off first.',
  'build.envelope': 'Sealed envelope {n}',
  'build.sealed':
    'Inside wait 10 creatures of all kinds that nobody has shown to the sorter. It opens once. Goal: {goal} of 10.',
  'build.noEnvelopes': 'All envelopes are open. There are no unseen creatures left for a test.',
  'build.open': 'Open the envelope',
  'build.opened': 'Test {n}',
  'build.reached': {
    one: 'Goal reached: {right} of {of} new creatures guessed right with {n} label.',
    other: 'Goal reached: {right} of {of} new creatures guessed right with {n} labels.',
  },
  'build.notYet':
    '{right} of {of}. The goal is {goal}. Look at the wrong guesses: what kind of example is missing?',
  'build.ownCount': 'on its own examples',
  'build.newCount': 'on new creatures',
  'build.newGoal': 'on new creatures (goal: {goal})',
  'build.compare': {
    one: 'On its own example the sorter simply finds that example again. Only new creatures show how good the guesses are.',
    other:
      'On its own {n} examples the sorter simply finds each one again. Only new creatures show how good the guesses are.',
  },
  'build.offRule': {
    one: '{n} label does not follow the guide: No. {numbers}. The sorter copied it as it was.',
    other:
      '{n} labels do not follow the guide: No. {numbers}. The sorter copied them as they were.',
  },
  'build.inside': 'From the envelope',
  'build.tapWrong': 'Pick a creature to see which example the sorter leaned on.',
  'build.repair': 'Mend the examples, new envelope',
  'build.fewer': 'Try with fewer labels',
  'build.again':
    'Round {n}. This envelope is used up; a new one is sealed. Change your examples, then test.',
  'build.leave': 'Leave it here',
  'build.left': 'You can come back later. The next step shows another reason for errors.',
  'log.round': 'Test',
  'log.labels': 'Labels',
  'log.own': 'Own',
  'log.envelope': 'New',

  'labels.greet':
    'Mia and Leo share the work: each labelled six creatures. The set is varied. Is it a good one? Open the envelope.',
  'labels.mia': 'Labelled by Mia',
  'labels.leo': 'Labelled by Leo',
  'labels.miaRule': 'Mia looked only at the feet.',
  'labels.leoRule': 'Leo looked only at the tail.',
  'labels.result': 'Test by envelope',
  'labels.task0': 'Twelve varied examples, two people. What will the test show?',
  'labels.task1':
    'Similar creatures got different labels, and the sorter copies what it is given. Check every creature with the guide; pick it to change its label.',
  'labels.task2':
    'Same creatures, one rule for all: the labels agree, and the sorter makes fewer errors.',
  'labels.rest': {
    one: '{n} label still follows another rule than the rest, and the sorter copies it. The check shows how many are left before you open.',
    other:
      '{n} labels still follow another rule than the rest, and the sorter copies them. The check shows how many are left before you open.',
  },
  'labels.open1': 'Open the envelope',
  'labels.open2': 'Open a new envelope',
  'labels.before':
    'Only {right} of {of}, although the examples are varied. Mia and Leo followed different rules.',
  'labels.repair': 'Make the labels follow one rule: the guide.',
  'labels.after': 'With two rules {before} of {of}, with your labels {right} of {of}.',
  'labels.flipped': 'No. {number} now has the label “{label}”.',
  'labels.check': 'Check with the guide',
  'labels.left': {
    one: '{n} label does not follow the guide yet.',
    other: '{n} labels do not follow the guide yet.',
  },
  'labels.allGood': 'All twelve labels follow the guide. Open the new envelope.',
  'labels.twoRules': 'two rules',
  'labels.oneRule': 'your labels',

  'vote.greet': 'In this set a few labels slipped. Let one neighbour decide, then three.',
  'vote.machine': 'One or three?',
  'vote.examples': 'Eighteen examples',
  'vote.switch': 'How many neighbours decide',
  'vote.k1': '1 nearest',
  'vote.k3': 'vote of 3',
  'vote.slipped': 'this label slipped',
  'vote.why':
    'Labels of No. {numbers} do not follow the guide. One wrong label next door misleads one neighbour; two others can outvote it.',
  'vote.envelope': 'Test by envelope',
  'vote.ask': 'Which way will do better on 10 new creatures?',
  'vote.result': 'One neighbour: {one} of {of}. Vote of three: {three} of {of}.',
  'vote.meaning':
    'The vote helps while wrong labels are rare and every kind has several examples. It does not help when a whole kind is missing.',

  'explain.examples': 'Its examples',
  'explain.truth': 'By the guide No. {number} is “{label}”.',
  'explain.diet': 'For No. {number} the sorter guesses “{label}”, and that is wrong. Why?',
  'explain.diet.right':
    'No example is like No. {number}: even the nearest differs in many features.',
  'explain.diet.right.why':
    'The set is narrow. A creature of another kind has no near example, so the guess is a matter of luck.',
  'explain.diet.number':
    'It has too few examples. Twice as many from the same place would mend it.',
  'explain.diet.number.why':
    'Twice as many of the same would still be far from No. {number}. It needs other examples, not just more.',
  'explain.diet.wish': 'The sorter did not feel like making an effort with this one.',
  'explain.diet.wish.why':
    'The sorter has no moods. It counts differing features and copies a label. Look at the table.',
  'explain.own':
    'On its own examples this sorter got {own} of {n}, on new creatures {right} of {of}. Why so different?',
  'explain.own.right':
    'It finds each of its own examples again. Only new creatures show how it guesses.',
  'explain.own.right.why': 'That is why test creatures are kept apart in an envelope.',
  'explain.own.works':
    'It works on its examples, so it works on all. The second count is an accident.',
  'explain.own.works.why':
    'Its own examples are the easiest case: nothing differs at all. New creatures do differ.',
  'explain.own.sameTest':
    'The test was unfair. It should use the same examples it was taught with.',
  'explain.own.sameTest.why':
    'Then the count would always be full, for a good sorter and for a poor one. Such a test shows nothing.',
  'explain.label':
    'This set is varied. Still, for No. {number} the guess is “{label}”, and that is wrong. Why?',
  'explain.label.right':
    'The nearest example carries a label that does not follow the guide, and the sorter copied it.',
  'explain.label.right.why':
    'The nearest example was very similar to No. {number}. Its label came from a person and was wrong.',
  'explain.label.computer': 'The computer made up a wrong label for the example.',
  'explain.label.computer.why':
    'Labels of examples come from people. The sorter only copies them to newcomers.',
  'explain.label.more':
    'There are too few examples. With more of them one wrong label would not matter.',
  'explain.label.more.why':
    'As long as the wrong label sits on the nearest example, it is copied. Mend the label first.',

  'limits.greet': 'Your sorter works at the gate. Now something comes that nobody thought of.',
  'limits.gate': 'At the gate',
  'limits.ask':
    'What will the sorter do with a thing that is neither of the lake nor of the forest?',
  'limits.bring': 'Let it come in',
  'limits.newcomer': 'A newcomer',
  'limits.teapot': 'Teapot',
  'limits.guess':
    'A teapot. The sorter guesses: {label}. It has two labels and always gives one of them.',
  'limits.forced':
    'Its lens turns everything into seven features: round, 4 legs, paws, tuft tail, no ears, striped, 1 eye. Then it counts differences, as always.',
  'limits.note': 'Note on the gate',
  'limits.purpose': 'This sorter guesses “lake” or “forest” from the nearest labelled example.',
  'limits.tested': {
    one: 'Last test: {right} of {of} new creatures right, with {n} label. Another ten may give a bit more or less.',
    other:
      'Last test: {right} of {of} new creatures right, with {n} labels. Another ten may give a bit more or less.',
  },
  'limits.two': 'It has only two labels. It cannot say “neither”.',
  'limits.seven': 'It compares seven features and nothing else.',
  'limits.examples': 'Where no example is near, its guess is worth little.',
  'limits.labels': 'It copies wrong labels as readily as right ones.',
  'limits.people': 'A person answers for it: checks it on new creatures and mends the examples.',
};
