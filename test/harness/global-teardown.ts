/** Ends what the setup began. */
export default async function teardown(): Promise<void> {
  await globalThis.conveneTestRun?.finish();
}
