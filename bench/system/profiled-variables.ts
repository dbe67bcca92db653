/** The file of the app that is profiled, from the repository's root. */
export const PROFILED_ENTRY = 'BENCH_PROFILED_ENTRY';
export const PROFILES_FOLDER = 'BENCH_PROFILES_FOLDER';
/** Begins a profile, and ends it. */
export const PROFILE_SIGNAL = 'SIGUSR2';
