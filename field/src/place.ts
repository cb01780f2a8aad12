/** A geopoint as ODK writes it (degrees, degrees, metres, metres), and when the phone found it, in milliseconds. */
export interface Place { point: string; at: number }

/** Where the phone is, only where that costs no question: with the permission given already. `oldest` in milliseconds; waits at most four seconds. */
export async function placeNow(oldest = 60_000): Promise<Place | null> {
  const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (allowed?.state !== "granted") return null;
  return new Promise(found => navigator.geolocation.getCurrentPosition(
    ({ coords, timestamp }) => found({ point: `${coords.latitude} ${coords.longitude} ${coords.altitude ?? 0} ${coords.accuracy}`, at: timestamp }),
    () => found(null), { enableHighAccuracy: true, maximumAge: oldest, timeout: 4000 }));
}
