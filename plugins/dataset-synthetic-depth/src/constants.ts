/** Height and width of an image. */
export const SIDE = 16;
export const CLASSES = 4;
export const SIZES = { train: 400, validation: 100, test: 200 } as const;

/** Of five samples of a class in a row, so many are hard: 40 %. */
export const HARD_OF_FIVE = 2;
/** Of so many turns through the classes in training, the labels of one are wrong: 5 %. Validation and test have none wrong, so that all of them can be right. */
export const WRONG_EVERY = 20;
/** Standard deviation of the noise on every pixel; stripes and motifs have the height 1. */
export const NOISE = 0.3;
