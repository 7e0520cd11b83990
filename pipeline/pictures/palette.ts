// Colours that people with colour blindness can tell apart: Okabe and Ito, "Color Universal Design" (2008). Each is
// said a second time by a pattern or a word, so that no picture depends on colour alone.

const blue = "#0072b2";
const orange = "#e69f00";
const green = "#009e73";
const vermillion = "#d55e00";
const sky = "#56b4e9";
const purple = "#cc79a7";
const yellow = "#f0e442";
const grey = "#8a8f98";

const ofChannels: Readonly<Record<string, string>> = {
  web: blue,
  mobile: sky,
  email: orange,
  mail: yellow,
  push: yellow,
  chat: purple,
  service: vermillion,
  store: green,
};

const others = [purple, sky, yellow, vermillion, orange, green, blue];

/** A colour for each channel, the same in every picture; channels we do not know take the others in turn. */
export const channelColours = (channels: readonly string[]): ReadonlyMap<string, string> => {
  const unknown = [...new Set(channels)].filter((channel) => ofChannels[channel] === undefined);
  return new Map(
    channels.map((channel) => [
      channel,
      ofChannels[channel] ?? others[unknown.indexOf(channel) % others.length] ?? grey,
    ]),
  );
};

/** What became of people, from best to worst. */
export const outcomeColours = {
  converted: green,
  went_on: blue,
  open: sky,
  continued_elsewhere: orange,
  continued_later: yellow,
  came_back: purple,
  identity_lost: grey,
  gone: vermillion,
  dropped: vermillion,
} as const;

export const neutral = grey;
export const accent = blue;
export const second = orange;

/** From few to many, readable in black and white: one hue, from light to dark. */
export const intensity = ["#f2f7fb", "#b9d5ea", "#6aaed6", "#2b7bba", "#08436f"];
