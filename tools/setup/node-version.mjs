/** Throws when this Node is older than the project can run on. */
export function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new Error(
    `Staylock needs Node ${major}.${minor} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
  );
}
