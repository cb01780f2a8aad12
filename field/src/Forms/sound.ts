/** A recording under way; `done` is the file once it was stopped, or after ten minutes. */
export interface Recording { stop: () => void; done: Promise<File> }

const longest = 10 * 60_000;
// Speech is understood at this rate: 180 kB a minute.
const bitsPerSecond = 24_000;

/** Begins to record. Throws where there is no microphone, or it may not be used. */
export async function record(): Promise<Recording> {
  const heard = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(heard, { audioBitsPerSecond: bitsPerSecond }), pieces: Blob[] = [];
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const done = new Promise<File>(kept => {
    recorder.ondataavailable = event => pieces.push(event.data);
    recorder.onstop = () => {
      clearTimeout(over);
      heard.getTracks().forEach(track => track.stop());
      const type = recorder.mimeType.split(";")[0] || "audio/webm";
      kept(new File(pieces, `sound.${type.split("/")[1]}`, { type }));
    };
  });
  const over = setTimeout(stop, longest);
  recorder.start();
  return { stop, done };
}
