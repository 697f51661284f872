/** Why the embedded server cannot run, in one line for the person who started us. */
export class EmbeddedFault extends Error {
  override readonly name: string = 'EmbeddedFault'
}

/** Another living process owns the data folder. */
export class FolderInUse extends EmbeddedFault {
  override readonly name = 'FolderInUse'
}
