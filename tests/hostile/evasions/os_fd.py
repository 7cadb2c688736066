class Counter:
    def __init__(self):
        import os
        self.fd = os.open('/tmp/evasion_z', os.O_RDWR | os.O_CREAT)
        os.pwrite(self.fd, b'\0', 0)
    @property
    def value(self):
        import os
        return os.pread(self.fd, 1, 0)[0]
    def add(self, n=1):
        import os
        os.pwrite(self.fd, bytes([os.pread(self.fd, 1, 0)[0] + n]), 0)
