"""Small pictures of pages: at most 256 colours, which is what a page of text and lines needs."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

Pixels = NDArray[np.uint8]

MOST_COLOURS = 256
SHADES = 4  # colours closer than this in each channel are one
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The browser reads its own screenshot back as plain pixels.
READ_PIXELS = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return [image.width, image.height, btoa(text)];
}"""


def take_picture(page: Page) -> bytes:
    """Return what the window shows as a PNG with a palette."""
    shot = page.screenshot(animations="disabled")
    width, height, data = page.evaluate(READ_PIXELS, base64.b64encode(shot).decode())
    pixels = np.frombuffer(base64.b64decode(data), dtype=np.uint8).reshape(height, width, 4)
    palette, places = choose_palette(pixels[:, :, :3])
    return write_png(palette, places)


def choose_palette(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Return the commonest colours, and for each pixel the place of the nearest one."""
    flat = pixels.reshape(-1, 3)
    groups = (flat // SHADES).astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    _, first, group_of, count = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    colours = flat[first].astype(np.int64)
    palette = colours[np.argsort(-count)[:MOST_COLOURS]]
    distance = ((colours[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    nearest = distance.argmin(axis=1).astype(np.uint8)
    return palette.astype(np.uint8), nearest[group_of].reshape(pixels.shape[:2])


def write_png(palette: Pixels, places: Pixels) -> bytes:
    """Return an indexed PNG, every line unfiltered."""
    height, width = places.shape
    lines = np.hstack([np.zeros((height, 1), np.uint8), places])
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return SIGNATURE + b"".join(chunks)
