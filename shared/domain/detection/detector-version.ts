/** Raised with every change of what the detector says; stored with each verdict, so that a replay can name the cause of a difference. */
export const detectorVersion = 2;
