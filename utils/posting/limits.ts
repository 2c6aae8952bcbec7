/** Longest description that leaves a page, in UTF-16 units; the cut is marked. */
export const descriptionLimit = 24_000;
/** Most questions of one page, and most characters of one. */
export const mostQuestions = 40;
export const questionLimit = 600;
/** The name of the port that the panel opens to each frame of a tab to put words into one of its fields. */
export const insertPortName = 'insert-into-page';
/** Most characters that are put into a page at once. */
export const insertLimit = 60_000;
/** Most characters of a field's name. */
export const fieldNameLimit = 200;
/** Most characters of a selection that are read (`quoteLimit`); one more says that there were more. */
export const selectionLimit = 24_000;
