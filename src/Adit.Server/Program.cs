Console.WriteLine("adit");
return 0;
