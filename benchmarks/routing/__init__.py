"""An invented town and its complaints: something to train and judge routing models on."""
