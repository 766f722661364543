export default {
  title: 'Doodle Guesser',
  'step.meet': 'Draw something',
  'step.split': 'Mix and seal',
  'step.predict': 'Predict',
  'step.test': 'Open the envelope',
  'step.mend': 'What was missing?',
  'step.leak': 'The leak switch',
  'step.lots': 'Twenty shuffles',
  'step.explain': 'Explain',

  comma: ', ',
  made: 'These drawings were made for the lab by a drawing program. No real child drew them.',

  'kind.cat': 'cat',
  'kind.fish': 'fish',
  'kind.house': 'house',
  'kind.none': 'no guess',
  'way.cat-face': 'a cat, its face',
  'way.cat-side': 'a cat from the side',
  'way.cat-sits': 'a sitting cat',
  'way.fish-side': 'a fish from the side',
  'way.fish-front': 'a fish from the front',
  'way.fish-up': 'a fish swimming up or down',
  'way.house-gable': 'a house with a pointed roof',
  'way.house-tower': 'a house like a tower',
  'way.house-dome': 'a house with a round roof',
  'way.own': 'your drawing',
  'ways.cat-side': 'cats from the side',
  'ways.cat-sits': 'sitting cats',
  'ways.fish-front': 'fish from the front',
  'ways.fish-up': 'fish swimming up or down',
  'ways.house-tower': 'houses like towers',
  'ways.house-dome': 'houses with a round roof',

  'doodle.number': 'No. {number}',
  'doodle.full': 'No. {number}: {way}',
  'card.label': 'label: {kind}',
  'card.guess': 'guess: {kind}',
  'card.right': 'the guess is right',
  'card.wrong': 'the guess is wrong',
  'card.near': 'the guesser leans on it',

  'pad.label': 'Drawing box',
  'pad.hint': 'Draw here: a cat, a fish or a house',
  'pad.keys':
    'With keys: arrows move the pen, space sets it down or lifts it, Backspace takes the last line back.',
  'pad.undo': 'Take a line back',
  'pad.clear': 'New sheet',

  'compare.yours': 'Your drawing',
  'compare.both': 'One on the other',
  'compare.bothWords': 'Both drawings laid one on the other',
  'compare.near': 'Nearest',
  'compare.list': 'The three nearest training drawings',
  'compare.distance': 'distance {distance}',
  'guess.says': 'The guesser copies the label of the nearest one:',
  'guess.one':
    'The guess is “{kind}”. Nearest is {way}, at distance {distance}. The guesser copied its label.',
  'count.own': 'on its own training drawings',
  'count.fresh': 'on the new drawings from the envelope',
  'part.training': 'Training part',
  'part.test': 'Test part',

  'meet.greet': 'Draw a cat, a fish or a house in the box. The guesser guesses after every line.',
  'meet.back': {
    one: 'Welcome back. {n} drawing of yours lies on the shelf.',
    other: 'Welcome back. {n} drawings of yours lie on the shelf.',
  },
  'meet.draw': 'Your box',
  'meet.guess': 'The guess',
  'meet.training': 'What it was trained on',
  'meet.sketches': 'Or take a ready sketch:',
  'meet.nothing': 'The sheet is blank. Draw one line and look here.',
  'meet.blank': 'The sheet is blank. There is nothing to compare.',
  'meet.cleared': 'A new sheet. Draw again, perhaps in another way.',
  'meet.inside': 'What does it compare?',
  'meet.cells':
    'The drawing is moved to the middle and cut into 256 cells. Each cell holds a number: how much ink lies there. The guesser compares these numbers, nothing else.',
  'meet.label': 'You draw, so you give the label. What is it?',
  'meet.own': 'Drawings of yours: {n} of {of}',
  'meet.enough': 'Your {n} drawings are on the shelves. They will join the pile.',
  'meet.agreed':
    'Label “{kind}”, and the guess was right. Your drawing now lies on the training shelf. Draw another or go on.',
  'meet.differed':
    'Label “{kind}”, but the guess was “{guess}”. Your drawing now lies on the training shelf. Draw another or go on.',

  'split.greet':
    'Here are {of} labelled drawings, in the order in which they were handed in. {n} of them go into the envelope, for the test.',
  'split.pile': 'The pile',
  'split.mix': 'Mix face down',
  'split.seal': 'Put the top {n} into the envelope',
  'split.mixed': 'All {n} drawings lie face down and mixed. Nobody can tell which is which.',
  'split.down': '{n} drawings, face down and mixed',
  'split.sealed':
    '{n} drawings are sealed in the envelope, picked by chance. The other {training} are the training part.',
  'split.shut': '{n} drawings are inside. Nobody has looked. It stays shut until the end.',
  'split.spoiled':
    'Look at the shelves: the top {n} were all of one kind, because the pile was not mixed.',
  'split.oneKind':
    'Inside there are only drawings with the label “{kind}”. Such a test says nothing about the others. Take them back and mix first.',
  'split.takeBack': 'Take them back',
  'split.back': 'The drawings are back in the pile. Mix it first this time.',

  'predict.greet': 'Say first what will happen. Then the guesser really does it.',
  'predict.newcomer': 'New drawing',
  'predict.nearest':
    'The guesser lays this new drawing on all {n} training drawings. Which of these four is the nearest?',
  'predict.nearest.why':
    'Nearest is No. {number}, at distance {distance}. So the guess is “{kind}”. What counts is where the lines lie.',
  'predict.own':
    'Now the guesser gets its own {n} training drawings once more. How many guesses will be right?',
  'predict.own.all': 'All: {n} of {of}',
  'predict.own.most': 'Most: about {n} of {of}',
  'predict.own.half': 'Half: about {n} of {of}',
  'predict.own.why':
    'All {n}. Each drawing finds itself on the shelf, at distance 0. That is easy and says nothing about new drawings.',
  'predict.count': 'And the {n} new drawings in the envelope? How many guesses will be right?',
  'predict.counted': 'You predict {n} of {of}. You may still change it. The envelope will tell.',
  'predict.waits': 'Your prediction: {n} of {of}. It waits for the envelope.',

  'test.greet': 'You predicted {n} of {of}. The envelope opens once. Ready?',
  'test.again': 'The envelope is open. Look at the guesses and report the count.',
  'test.once':
    '{n} drawings that the guesser was not trained on. You can open the envelope only once.',
  'test.open': 'Open the envelope',
  'test.close': '{right} of {of} new drawings were guessed right. You predicted {n}: close!',
  'test.high':
    '{right} of {of} new drawings were guessed right. You predicted {n}: too many. New drawings are harder for it than its own.',
  'test.low':
    '{right} of {of} new drawings were guessed right. You predicted {n}: too few. Many new drawings are like the training ones.',
  'test.inside': 'From the envelope',
  'test.tap': 'Pick a drawing to see which training drawing the guesser leaned on.',
  'test.fits':
    'No. {number}, {way}: right. Nearest is No. {near}, {nearWay}, at distance {distance}.',
  'test.errs':
    'No. {number}, {way}: not right. Nearest is No. {near}, {nearWay}, at distance {distance}. So the guess was “{kind}”.',
  'test.report': 'Which line goes into your report?',
  'report.fresh': 'Right on {right} of {of} new drawings',
  'report.fresh.why':
    'A count, and on what. Now everybody can judge how well it does on new drawings.',
  'report.own': 'Right on {right} of {of} drawings',
  'report.own.why':
    'Those were the training drawings. Each one finds itself. We need the guesser for new ones.',
  'report.sum': 'Right on {right} of {of} drawings in all',
  'report.sum.why':
    'Training drawings in the count make it look better than it is. Only the new ones are the test.',

  'mend.greet': {
    one: '{n} guess was wrong. It points back to the training part: what is missing there?',
    other: '{n} guesses were wrong. They point back to the training part: what is missing there?',
  },
  'mend.errors': 'Wrong guesses',
  'mend.missing': 'Which way of drawing is missing in the training part?',
  'mend.named': 'There are no {way} in the training part. So the nearest one was of another kind.',
  'mend.there': {
    one: 'The training part has {n} of these: {way}. What it lacks: {missing}.',
    other: 'The training part has {n} of these: {way}. What it lacks: {missing}.',
  },
  'mend.pack': '{n} more drawings: {way}',
  'mend.add': 'Add them to the training part',
  'mend.added':
    '{n} drawings are added: {way}. The training part now has {training}. Does that help? Test it.',
  'mend.check': 'The guesser is trained again. On which envelope do you test it?',
  'mend.old': 'The old envelope',
  'mend.old.offer': 'It is open already, and it is right here.',
  'mend.old.open': 'Use the old one again',
  'mend.old.count': 'on the old envelope',
  'mend.old.why':
    '{right} of {of}. But you chose what to add after looking at these very drawings. They are no longer new. Take a fresh envelope.',
  'mend.fresh': 'A fresh envelope',
  'mend.fresh.offer': 'New drawings, sealed. Nobody has looked at them.',
  'mend.fresh.open': 'Open a fresh one',
  'mend.fresh.count': 'on the fresh envelope',
  'mend.fresh.why':
    '{right} of {of} new drawings. Nobody had looked at them, so this count may go into the report.',
  'mend.over': 'When you mend the guesser, you need a fresh test.',

  'leak.greet':
    'What if three test drawings slip into the training part? Turn the switch and watch both counts.',
  'leak.switch': 'Leak: three test drawings lie in the training part',
  'leak.old': 'on the envelope with the leak',
  'leak.fresh': 'on drawings from elsewhere',
  'leak.on':
    'On the envelope the count went from {before} to {right} of {of}. On drawings from elsewhere it went from {freshBefore} to {fresh}.',
  'leak.off': 'The leak is closed. The envelope gives {right} of {of} again.',
  'leak.why':
    'The three drawings found themselves, at distance 0. The count went up for free: with new drawings the guesser does as before.',

  'lots.greet': 'Your shuffle was one of very many. What if you shuffle and split the same pile {n} times?',
  'lots.draw': 'Shuffle {n} times',
  'lots.drawn': '{n} shuffles of one pile: from {least} to {most} of {of} right.',
  'lots.why':
    'The pile and the guesser stayed the same. Only the shuffle changed. So a count from one small test is rough: a few more or less may be luck.',
  'lots.plot': 'Right guesses in each shuffle: {counts}',
  'lots.axis': 'Each dot is one shuffle. Below: how many of {of} were right.',

  'explain.error': 'No. {number} is {way}. The guess was “{kind}”. Why?',
  'explain.error.right': 'Its lines lie nearest to a training drawing of another kind.',
  'explain.error.right.why':
    'The guesser copies the label of the nearest drawing, whatever it shows.',
  'explain.error.number': 'There were too few training drawings. More of the same would mend it.',
  'explain.error.number.why':
    'More of the same would lie just as far away. Drawings made in this way were needed.',
  'explain.error.wish': 'The guesser does not like this drawing and did not try.',
  'explain.error.wish.why':
    'It has no likes. It compares numbers in cells, in the same way for each drawing.',
  'explain.own':
    'On the training drawings {own} of {n} were right, on the new ones {right} of {of}. Why so different?',
  'explain.own.right':
    'Each training drawing finds itself. A new one has to find something similar.',
  'explain.own.right.why': 'That is why the test is kept apart and shut.',
  'explain.own.works': 'The first count shows how good it is. The new drawings were bad luck.',
  'explain.own.works.why':
    'It is not luck: a new drawing never lies on the shelf, so distance 0 does not happen.',
  'explain.own.fair': 'The envelope was unfair. A test has to use what was trained.',
  'explain.own.fair.why':
    'Then every guesser would get the full count, even one that is poor on new drawings.',
  'explain.leak':
    'Another group says: “Right on {leaked} of {of} new drawings!” Three of these drawings had been in their training part. What does their count tell?',
  'explain.leak.right': 'Less than it seems. They need a fresh envelope to find out.',
  'explain.leak.right.why':
    'Three drawings only found themselves. Nobody can tell how it does on new ones.',
  'explain.leak.nothing': 'The same as ours. Three drawings change nothing.',
  'explain.leak.nothing.why': 'Look at the two counts: three drawings made the difference.',
  'explain.leak.better': 'Their guesser got better at new drawings.',
  'explain.leak.better.why':
    'The three were not new to it: it had them on the shelf. A copy of a training drawing is no test.',
  'explain.clean': 'without the leak',
  'explain.leaky': 'with the leak',
  'explain.lot':
    'To show you an error, the lab shuffled until one way of drawing was missing in the training part. Not every shuffle is like that.',
  'explain.end':
    'Train on one part. Keep the other part shut. Open it once, and report the count. After mending: a fresh test.',
};
