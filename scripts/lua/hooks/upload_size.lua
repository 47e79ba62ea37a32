-- WAV files are large and gain nothing over FLAC: refuse those over 200 MB.
policy.hook{ name = "upload.check", id = "site.wav_size", priority = 50, run = function(upload)
  if upload.file.format == "wav" and upload.file.size > 200 * 1000 * 1000 then
    return policy.deny("wav_too_large", "WAV files may have at most 200 MB. Convert it to FLAC, which loses nothing.")
  end
end }
