using System.Buffers.Binary;

namespace Adit.Demo;

/// <summary>Draws a picture for a record: ground and sky in blocks of colour with the word DEMO across, as a small baseline JPEG (ITU-T T.81).</summary>
internal static class Photo
{
    private const int Across = 40, Down = 30;
    private static readonly string[] Word =
    [
        "###  #### #   #  ### ",
        "#  # #    ## ## #   #",
        "#  # ###  # # # #   #",
        "#  # #    #   # #   #",
        "###  #### #   #  ### ",
    ];

    public static byte[] Draw(Dice dice)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        // One table of quantisation, all eights: the one coefficient that is sent is then the mean of its block.
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(file, 0xC0, [8, 0, Down * 8, Across * 8 >> 8, Across * 8 & 0xFF, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        // Differences of means: the twelve sizes, four bits each. Everything else in a block: only "end of block", one bit.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        Segment(file, 0xC4, [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Segment(file, 0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        Blocks(file, dice);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static void Blocks(MemoryStream file, Dice dice)
    {
        var bits = new Bits(file);
        var before = new int[3];
        var horizon = dice.Whole(8, 14);
        for (var y = 0; y < Down; y++)
            for (var x = 0; x < Across; x++)
            {
                var (bright, blue, red) = InWord(x - 9, y - 13) ? (110, 0, 0) : y < horizon ? (70 - y * 2, 22, -14) : (dice.Whole(-38, -10), -24, 22);
                foreach (var (part, value) in (ReadOnlySpan<(int, int)>)[(0, bright), (1, blue), (2, red)])
                {
                    bits.Difference(value - before[part]);
                    before[part] = value;
                }
            }
        bits.Flush();
    }

    private static bool InWord(int x, int y) => y >= 0 && y < Word.Length && x >= 0 && x < Word[y].Length && Word[y][x] == '#';

    private static void Segment(MemoryStream file, byte marker, ReadOnlySpan<byte> body)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(body.Length + 2));
        file.Write(head);
        file.Write(body);
    }

    private struct Bits(MemoryStream file)
    {
        private int _held, _count;

        public void Difference(int difference)
        {
            var size = 32 - int.LeadingZeroCount(Math.Abs(difference));
            Put(size, 4);
            Put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
            Put(0, 1);
        }

        public void Flush() => Put(0x7F, (8 - _count) & 7);

        private void Put(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--)
            {
                _held = (_held << 1) | ((value >> i) & 1);
                if (++_count < 8)
                    continue;
                file.WriteByte((byte)_held);
                if ((byte)_held == 0xFF)
                    file.WriteByte(0);
                (_held, _count) = (0, 0);
            }
        }
    }
}
