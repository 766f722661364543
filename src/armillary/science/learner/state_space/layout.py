"""Where each number of a learner's record stands, for the model and its compiled kernels.

A record is two arrays of float64 whose every entry is a number that packs without loss: one row
for the learner as a whole (`head`), one for each touched skill (`table`).
"""

# The learner as a whole.
LEVEL, FORM, MOMENT = 0, 1, 2
P_LEVEL, P_LEVEL_FORM, P_LEVEL_MOMENT, P_FORM, P_FORM_MOMENT, P_MOMENT = 3, 4, 5, 6, 7, 8
N_ANSWERS = 9
LAST_DAYS = 10
N_RIGHT = 11
BLOCK_ANSWERS, BLOCK_RIGHT = 12, 13  # since the first skill asked for last changed
BLOCK_SKILL = 14  # -1 before the first answer
LAST_DIFFICULTY = 15
LATELY = 16  # surprises of the latest answers, the newest first
N_LATELY = 5
PACE = LATELY + N_LATELY  # surprises averaged over longer and longer stretches
RATES_OF_PACE = (0.5, 0.2, 0.07, 0.02)
N_PACE = len(RATES_OF_PACE)
PLACES = PACE + N_PACE  # where the latest items stand in the order of items, -1: nowhere
N_PLACES = 16
PLACE_SURPRISES = PLACES + N_PLACES
N_HEAD = PLACE_SURPRISES + N_PLACES

# One touched skill.
OWN, VARIANCE = 0, 1  # logits beside the level, and their variance
DIP = 2  # logits that a break took and no right answer has brought back yet
COUNT, RIGHT = 3, 4
LAST_POSITION, LAST_DAY = 5, 6
SKILL_PACE, SKILL_SURPRISE = 7, 8  # surprises averaged, and summed
TRIES = 9  # the three latest scores as -1 to 1, the newest first
N_TRIES = 3
N_SKILL = TRIES + N_TRIES
SKILL_RATE = 0.4

# Steps in which numbers are stored that need no single precision.
FINE = 1.0 / 16384.0  # for -2 to 2
COARSE = 1.0 / 128.0  # for -256 to 256
SIXTEENTH = 1.0 / 16.0  # for sums of scores up to 4095
SCORE_STEP = 1.0 / 64.0
LARGEST_FINE = 32767.0 * FINE
LARGEST_COARSE = 32767.0 * COARSE
LARGEST_COUNT = 65535.0

# What an item brings along, a row of numbers.
DIFFICULTY, SLOPE, ERROR2, NEAR, ANSWERS, PLACE = 0, 1, 2, 3, 4, 5
N_ITEM = 6

# The rates: what StateSpaceParameters.rates puts into one array.
RATE_NAMES = (
    "level_variance",
    "form_variance",
    "moment_variance",
    "level_kept",
    "form_kept",
    "moment_kept",
    "skill_variance",
    "skill_drift",
    "skill_power",
    "level_gain_wrong",
    "level_gain_right",
    "skill_gain_wrong",
    "skill_gain_right",
    "first_lift",
    "practice_wrong",
    "practice_right",
    "level_days",
    "form_days",
    "skill_days",
    "skill_retained",
    "widening",
    "break_drop",
    "break_days",
)
(
    LEVEL_VARIANCE,
    FORM_VARIANCE,
    MOMENT_VARIANCE,
    LEVEL_KEPT,
    FORM_KEPT,
    MOMENT_KEPT,
    SKILL_VARIANCE,
    SKILL_DRIFT,
    SKILL_POWER,
    LEVEL_GAIN_WRONG,
    LEVEL_GAIN_RIGHT,
    SKILL_GAIN_WRONG,
    SKILL_GAIN_RIGHT,
    FIRST_LIFT,
    PRACTICE_WRONG,
    PRACTICE_RIGHT,
    LEVEL_DAYS,
    FORM_DAYS,
    SKILL_DAYS,
    SKILL_RETAINED,
    WIDENING,
    BREAK_DROP,
    BREAK_DAYS,
) = range(len(RATE_NAMES))

# A pause shorter than this is no pause: an answer's own time must not tell how it went.
SHORTEST_PAUSE = 1.0 / 24.0
LARGEST_DIP = 31129.0 * FINE  # about 1.9, and a multiple of the step it is stored in
SMALLEST_VARIANCE = 1e-4

# What the small correction is told before an answer. The last ones are the learner's alone, the
# same whatever is asked.
SIGNALS = (
    "logit",
    "strength",
    "sd",
    "own",
    "own_sd",
    "difficulty",
    "difficulty_error",
    "near_difficulty",
    "item_answers",
    "slope",
    "skill_right",
    "skill_wrong",
    "skill_since",
    "skill_pause",
    "skill_pace",
    "skill_surprise",
    "last_try",
    "second_last_try",
    "third_last_try",
    "skill_odds",
    "is_new_skill",
    "n_skills",
    "same_skill",
    "block",
    "block_right",
    "harder_than_last",
    "item_step",
    "near_surprise",
    "around_surprise",
    "n_near",
    "level",
    "form",
    "moment",
    "level_sd",
    "n_answers",
    "n_touched",
    "odds",
    "last_surprise",
    "second_last_surprise",
    "third_last_surprise",
    "fourth_last_surprise",
    "fifth_last_surprise",
    "pace_2",
    "pace_5",
    "pace_14",
    "pace_50",
)
N_SIGNALS = len(SIGNALS)
FIRST_SHARED = SIGNALS.index("level")
N_SHARED = N_SIGNALS - FIRST_SHARED
# Of these an item's own line is made, after a constant.
LINE_SIGNALS = (
    "strength",
    "last_surprise",
    "pace_5",
    "skill_pace",
    "skill_surprise",
    "skill_right",
    "skill_wrong",
    "n_answers",
)
N_LINE = 1 + len(LINE_SIGNALS)
